using System.Net;
using System.Net.Sockets;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Agent;

namespace MyIkev2.Agent.Snmp.Sockets;

/// <summary>
/// One socket and the thread that serves it. SNMP work is microseconds, so a blocking loop on a thread of its own is
/// both the cheapest and the most predictable shape: no task, no allocation and no thread-pool hop for a datagram.
/// </summary>
internal sealed class SnmpListener : IDisposable
{
    private const int LargestDatagram = 65_535;
    private static readonly TimeSpan PauseAfterErrors = TimeSpan.FromMilliseconds(100);
    private const int ErrorsBeforePause = 16;

    private readonly RequestSocket _socket;
    private readonly CommandResponder<SnmpView> _responder;
    private readonly Action<Exception> _report;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;

    private SnmpListener(RequestSocket socket, CommandResponder<SnmpView> responder, Action<Exception> report)
    {
        _socket = socket;
        _responder = responder;
        _report = report;
        _thread = new Thread(Run) { IsBackground = true, Name = $"snmp {socket.LocalEndPoint}" };
    }

    internal IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Binds and starts to serve.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    internal static SnmpListener Start(IPEndPoint endPoint, CommandResponder<SnmpView> responder, Action<Exception> report)
    {
        var listener = new SnmpListener(RequestSocket.Bind(endPoint), responder, report);
        listener._thread.Start();
        return listener;
    }

    /// <summary>Stops serving; returns when the thread has ended.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _socket.Dispose();
        _thread.Join();
        _stopping.Dispose();
    }

    private void Run()
    {
        var request = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        var answer = GC.AllocateUninitializedArray<byte>(_responder.BufferLength);
        for (var errors = 0; !_stopping.IsSet;)
        {
            try
            {
                if (_socket.Receive(request, out var length) && !_stopping.IsSet)
                {
                    var datagram = _responder.Respond(request.AsSpan(0, length), answer);
                    if (!datagram.IsEmpty)
                    {
                        _socket.Answer(datagram);
                    }
                }

                errors = 0;
            }
            catch (Exception) when (_stopping.IsSet)
            {
                return;
            }
            catch (SocketException)
            {
                // An asker that cannot be reached, or a passing shortage: the next datagram may fare better.
                if (++errors >= ErrorsBeforePause)
                {
                    _stopping.Wait(PauseAfterErrors);
                }
            }
            catch (Exception exception)
            {
                _report(exception);
            }
        }
    }
}
