using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Tests.Sockets;

/// <summary>One shard's Linux ports on system-chosen port numbers, and what they received.</summary>
internal sealed class PortsFixture : IDatagramSink, IDisposable
{
    private readonly OpenedListeners _opened;

    /// <summary>With a tunnel device, on IPv4.</summary>
    public PortsFixture(ITunQueue tun, ILogger logger)
        : this("0.0.0.0", tun: tun, logger: logger)
    {
    }

    public PortsFixture(string address, bool natTraversal = false, int receiveBuffer = 1024 * 1024, bool raw = false, bool reads = true, bool offload = true, ITunQueue? tun = null, ILogger? logger = null)
    {
        var options = new EngineRuntimeOptions
        {
            Listeners = [new ListenerOptions { Address = address, Port = 0, NatTraversalPort = natTraversal ? 0 : -1 }],
            ReceiveBufferSize = receiveBuffer,
        };
        var settings = new LinuxPortSettings { ReceiveBuffer = receiveBuffer, SendBuffer = 1024 * 1024, Offload = offload };
        _opened = new ListenerOpener(options, "main", NullLogger.Instance).Open(1);
        Ports = new LinuxShardPorts(
            _opened.SocketsOf(0),
            _opened.Listeners,
            raw ? RawSocketSet.Open(reads, settings) : null,
            tun,
            settings,
            Counters,
            logger ?? NullLogger.Instance);
    }

    public IngressCounters Counters { get; } = new();

    public LinuxShardPorts Ports { get; }

    public IReadOnlyList<IkeListener> Listeners => _opened.Listeners;

    public List<(NetworkPath Path, byte[] Octets)> Received { get; } = [];

    public List<byte> TrafficClasses { get; } = [];

    public void Take(in NetworkPath path, byte trafficClass, Span<byte> datagram)
    {
        Received.Add((path, datagram.ToArray()));
        TrafficClasses.Add(trafficClass);
    }

    public void TakeProtected(in NetworkPath path, PacketEncapsulation encapsulation, uint spi, byte trafficClass, Span<byte> packet)
    {
        Protected.Add((path, encapsulation, trafficClass, packet.ToArray()));
        Spis.Add(spi);
    }

    public void TakeInner(ReadOnlySpan<byte> packet) => Inner.Add(packet.ToArray());

    public List<(NetworkPath Path, PacketEncapsulation Encapsulation, byte TrafficClass, byte[] Octets)> Protected { get; } = [];

    public List<uint> Spis { get; } = [];

    public List<byte[]> Inner { get; } = [];

    /// <summary>Reads until that many datagrams are there, or nothing comes for a moment.</summary>
    public void ReceiveUntil(int count)
    {
        var got = 1;
        while (got > 0 && Received.Count < count)
        {
            Ports.Wait(Received.Count == 0 ? 5000 : 500);
            got = Ports.Receive(this);
        }
    }

    public void ReceiveProtectedUntil(int count)
    {
        for (var waits = 0; waits < 10 && Protected.Count < count; waits++)
        {
            Ports.Wait(1000);
            Ports.Receive(this);
        }
    }

    public void Dispose()
    {
        Ports.Dispose();
        _opened.Dispose();
    }
}

/// <summary>An ordinary socket as the peer.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket _socket;

    public Peer(string address)
    {
        var ip = IPAddress.Parse(address);
        _socket = new Socket(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        _socket.Bind(new IPEndPoint(ip, 0));
    }

    public IpEndpoint Endpoint => IpEndpoint.From((IPEndPoint)_socket.LocalEndPoint!);

    public void Send(byte[] octets, IPAddress address, ushort port) => _socket.SendTo(octets, new IPEndPoint(address, port));

    public (byte[] Octets, IPEndPoint From) Receive()
    {
        var buffer = new byte[65536];
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var length = _socket.ReceiveFrom(buffer, ref from);
        return (buffer[..length], (IPEndPoint)from);
    }

    public void Dispose() => _socket.Dispose();
}
