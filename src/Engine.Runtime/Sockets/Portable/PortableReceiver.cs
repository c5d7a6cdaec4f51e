using System.Net.Sockets;
using System.Net;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Portable;

/// <summary>Reads one socket on a thread of its own and hands what it finds to the router, a batch at a time.</summary>
internal sealed class PortableReceiver : IDiscardCount, IDisposable
{
    // Windows: an ICMP "port unreachable" for an earlier send must not fail the next receive.
    private const int SioUdpConnectionReset = unchecked((int)0x9800000C);

    private readonly Socket _socket;
    private readonly IkeListener _listener;
    private readonly DatagramRouter _router;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public PortableReceiver(Socket socket, IkeListener listener, Func<IDiscardCount, DatagramRouter> router, ILogger logger)
    {
        _socket = socket;
        _listener = listener;
        _router = router(this);
        Row = new SocketRow(ListenerTransport.Udp, listener.Endpoint, new ListenerCounters());
        _logger = logger;
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(SioUdpConnectionReset, [0, 0, 0, 0], null);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = $"ike-receive {listener.Endpoint}" };
    }

    /// <summary>What comes; the shards count what they send.</summary>
    public SocketRow Row { get; }

    public void Discard(in NetworkPath path, Esp.PacketEncapsulation encapsulation) => Row.Counters.InDiscards.Increment();

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stopping = true;

        // Closing the socket ends a blocking receive.
        _socket.Dispose();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        var buffer = new byte[65536];
        var sender = new SocketAddress(_socket.AddressFamily);
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stopping)
        {
            try
            {
                var taken = 0;
                do
                {
                    var length = _socket.ReceiveFrom(buffer, SocketFlags.None, sender);
                    Row.Counters.InDatagrams.Increment();
                    Row.Counters.InOctets.Add((ulong)length);
                    Route(buffer.AsSpan(0, length), (IPEndPoint)any.Create(sender));
                }
                while (++taken < DatagramBatch.Capacity && _socket.Available > 0);
                _router.Flush();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stopping || e.SocketErrorCode is SocketError.Interrupted or SocketError.OperationAborted)
                {
                    return;
                }

                // Whatever ails the network will not be over in a microsecond.
                RuntimeLog.ReceiveFailed(_logger, _listener.Endpoint.ToString(), e.Message);
                Thread.Sleep(100);
            }
        }
    }

    private void Route(Span<byte> datagram, IPEndPoint sender)
    {
        var path = new NetworkPath(_listener.Endpoint, IpEndpoint.From(sender), _listener.HasNonEspMarker);
        if (!_router.TryRoute(path, datagram, out var owner, out var isEsp, out var message))
        {
            return;
        }

        if (isEsp)
        {
            _router.ForwardProtected(owner, path, Esp.PacketEncapsulation.Udp, trafficClass: 0, message);
        }
        else
        {
            _router.Forward(owner, path, message);
        }
    }
}
