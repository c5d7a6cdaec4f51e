using System.Net.Sockets;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>
/// Keeps a session with a master: connects, registers, answers, and begins again when the session is lost. One thread
/// that blocks in its socket, because the master waits for each answer before it asks for the next value: what counts is
/// how soon one comes. Pings and notifications come from other threads and share the session under a lock.
/// </summary>
internal sealed class AgentXSubagent : IDisposable
{
    private static readonly TimeSpan TimerPeriod = TimeSpan.FromSeconds(1);

    // A master that does not read its socket must not hold up notifications for long.
    private const int SendTimeoutMilliseconds = 5_000;
    private const int FirstBuffer = 4_096;

    private readonly AgentXAddress _address;
    private readonly MibTree<SnmpView> _tree;
    private readonly AgentXCapture<SnmpView> _capture;
    private readonly AgentXSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly AgentXLog _log;
    private readonly ReconnectDelay _delay = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly long _start;
    private readonly Thread _thread;
    private AgentXSession<SnmpView>? _session;
    private Socket? _socket;
    private string? _ending;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal AgentXSubagent(
        AgentXAddress address,
        MibTree<SnmpView> tree,
        AgentXCapture<SnmpView> capture,
        AgentXSessionOptions options,
        TimeProvider time,
        ILogger log)
    {
        _address = address;
        _tree = tree;
        _capture = capture;
        _options = options;
        _time = time;
        _log = new AgentXLog(log, address);
        _start = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "snmp agentx" };
    }

    /// <summary>Ends when everything is registered with the master; after a loss, a new one for the next session.</summary>
    internal Task Ready
    {
        get
        {
            lock (_lock)
            {
                return _ready.Task;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    internal void Start() => _thread.Start();

    /// <summary>Sends a notification through the master; false if there is none, or it does not keep up.</summary>
    /// <param name="varBinds">BER variable bindings without the SEQUENCE around them; snmpTrapOID.0 first.</param>
    internal bool Notify(ReadOnlySpan<byte> varBinds)
    {
        lock (_lock)
        {
            return _session is { } session && session.Notify(varBinds, Now) && TryFlush(session);
        }
    }

    /// <summary>Leaves the master; returns when the thread has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _stopping.Cancel();
            if (_session is { IsOpen: true } session)
            {
                session.Close(AgentXCloseReason.Shutdown);
                TryFlush(session);
                _log.Closed();
            }

            _socket?.Dispose();
        }

        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stopping.Dispose();
    }

    private void Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var socket = AgentXConnector.Connect(_address, _stopping.Token);
                Serve(socket);
                Wait(_delay.Next(), delay => _log.Lost(_ending ?? "the connection was closed", delay));
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException exception)
            {
                Wait(_delay.Next(), delay => _log.ConnectFailed(exception, delay));
            }
            catch (Exception exception)
            {
                _log.Fault(exception);
                Wait(_delay.Next(), static _ => { });
            }
        }
    }

    private void Serve(Socket socket)
    {
        socket.SendTimeout = SendTimeoutMilliseconds;
        var session = new AgentXSession<SnmpView>(_tree, _capture, _options, Observe, _log.Fault);
        lock (_lock)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            (_session, _socket, _ending) = (session, socket, null);
            session.Open(Now);
            TryFlush(session);
        }

        try
        {
            using var timer = _time.CreateTimer(_ => Tick(session, socket), null, TimerPeriod, TimerPeriod);
            Receive(session, socket);
        }
        catch (SocketException)
        {
            // Closed by the other side, or by Tick or Flush, which say why.
        }
        catch (ObjectDisposedException)
        {
            // By Tick, Flush or Dispose.
        }
        finally
        {
            lock (_lock)
            {
                (_session, _socket) = (null, null);
                if (_ready.Task.IsCompleted)
                {
                    _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    private void Receive(AgentXSession<SnmpView> session, Socket socket)
    {
        var buffer = new byte[FirstBuffer];
        var filled = 0;
        while (true)
        {
            var received = socket.Receive(buffer.AsSpan(filled));
            if (received == 0)
            {
                return;
            }

            filled += received;
            lock (_lock)
            {
                var consumed = session.Receive(buffer.AsSpan(0, filled), Now);
                filled -= consumed;
                buffer.AsSpan(consumed, filled).CopyTo(buffer);
                if (!TryFlush(session) || session.IsEnded)
                {
                    return;
                }
            }

            if (filled == buffer.Length)
            {
                // A PDU is longer than this; the session refuses those that are too long before they are here.
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private void Tick(AgentXSession<SnmpView> session, Socket socket)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_session, session))
            {
                return;
            }

            session.HandleTime(Now);
            if (!TryFlush(session) || session.IsEnded)
            {
                socket.Dispose(); // wakes the thread
            }
        }
    }

    private bool TryFlush(AgentXSession<SnmpView> session)
    {
        try
        {
            for (var rest = session.Output; !rest.IsEmpty;)
            {
                rest = rest[_socket!.Send(rest)..];
            }

            return true;
        }
        catch (SocketException)
        {
            _ending ??= "the connection was lost";
            _socket!.Dispose();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            session.ClearOutput();
        }
    }

    private void Observe(AgentXEvent happened)
    {
        _ending = AgentXLog.Ending(happened) ?? _ending;
        if (happened.Kind == AgentXEventKind.Ready)
        {
            _delay.Reset();
            _ready.TrySetResult();
        }

        _log.Happened(happened);
    }

    private void Wait(TimeSpan delay, Action<TimeSpan> log)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        log(delay);
        using var elapsed = new ManualResetEventSlim();
        using var timer = _time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), elapsed, delay, Timeout.InfiniteTimeSpan);
        try
        {
            elapsed.Wait(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
