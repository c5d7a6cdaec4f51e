using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// Carries the originator's datagrams: a UDP socket for each address family that targets need, and a timer for what waits.
/// Whoever brings something new (a notification, an acknowledgement, the timer) sends what is due at once; sending never
/// waits, and a datagram that the system does not take is lost as on any network, to be retried if it is an inform.
/// </summary>
internal sealed class NotificationTransport : INotificationSink, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly NotificationOriginator _originator;
    private readonly Func<TimeSpan> _now;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(NotificationOriginator.BufferLength);
    private readonly Dictionary<AddressFamily, Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _receivers = [];
    private bool _isDisposed;

    /// <summary>Opens the sockets.</summary>
    /// <param name="originator">Used by nobody else from now on.</param>
    /// <param name="now">Time since the SNMP engine started.</param>
    /// <param name="time">Makes the timer.</param>
    internal NotificationTransport(NotificationOriginator originator, Func<TimeSpan> now, TimeProvider time)
    {
        _originator = originator;
        _now = now;
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var family in originator.Targets.Select(target => target.EndPoint.AddressFamily).Distinct())
        {
            var any = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            var socket = Open(new IPEndPoint(any, 0));
            _sockets.Add(family, socket);
            var informs = originator.Targets.Any(target => target.Type == NotificationType.Inform && target.EndPoint.AddressFamily == family);
            if (informs)
            {
                _receivers.Add(Task.Run(() => ReceiveAsync(socket)));
            }
        }
    }

    /// <summary>What became of notifications.</summary>
    internal NotificationCounters Counters => _originator.Counters;

    /// <summary>Notifications held, over all targets.</summary>
    internal int Held
    {
        get
        {
            lock (_lock)
            {
                return _originator.Held;
            }
        }
    }

    /// <inheritdoc/>
    public void Notify(Notification notification)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _originator.Notify(notification);
                SendDue();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _stopping.Cancel();
        _timer.Dispose();
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        Task.WaitAll([.. _receivers]);
        _stopping.Dispose();
    }

    /// <summary>The own IPv4 address from which datagrams to a target leave; 0.0.0.0 if it is not known.</summary>
    internal static IPAddress FindAgentAddress(IPEndPoint target)
    {
        if (target.AddressFamily != AddressFamily.InterNetwork)
        {
            return IPAddress.Any;
        }

        try
        {
            // Connecting a UDP socket sends nothing; it asks the routing table.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(target);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return IPAddress.Any;
        }
    }

    /// <summary>A number that nobody outside can guess.</summary>
    internal static ulong RandomSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static Socket Open(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }

        if (OperatingSystem.IsWindows())
        {
            // SIO_UDP_CONNRESET off: a receiver that is not there must not fail the next receive.
            const int UdpConnectionReset = -1744830452;
            socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
        }

        socket.Bind(endPoint);
        socket.Blocking = false;
        return socket;
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                SendDue();
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    private void SendDue()
    {
        int length;
        var now = _now();
        while ((length = _originator.TakeDatagram(now, _buffer, out var target)) > 0)
        {
            try
            {
                _sockets[target!.EndPoint.AddressFamily].SendTo(_buffer.AsSpan(0, length), SocketFlags.None, target.EndPoint);
            }
            catch (SocketException)
            {
                // Lost, as on any network.
            }
        }

        var wait = Timeout.InfiniteTimeSpan;
        if (_originator.NextDeadline is { } deadline)
        {
            wait = TimeSpan.FromTicks(Math.Clamp((deadline - now).Ticks, TimeSpan.TicksPerMillisecond, LongestWait.Ticks));
        }

        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var buffer = new byte[65_535];
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stopping.Token).ConfigureAwait(false);
                lock (_lock)
                {
                    if (_isDisposed)
                    {
                        return;
                    }

                    _originator.Receive((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes), _now());
                    SendDue();
                }
            }
            catch (SocketException)
            {
                // A passing shortage; waiting keeps a lasting one from turning the loop into a busy one.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
