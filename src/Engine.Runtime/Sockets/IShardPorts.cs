using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Tun;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Takes what the ports received, packets of the local host included. Spans are valid during the call and may be overwritten.</summary>
internal interface IDatagramSink : IInnerPacketSink
{
    /// <summary>A UDP datagram, marker and all.</summary>
    /// <param name="path">Where it came from and to.</param>
    /// <param name="trafficClass">DSCP and ECN of its IP header.</param>
    /// <param name="datagram">Its octets.</param>
    void Take(in NetworkPath path, byte trafficClass, Span<byte> datagram);

    /// <summary>A protected packet that came without UDP: ESP from its SPI on, or a whole IP packet with AH. The ports of the path are 0.</summary>
    void TakeProtected(in NetworkPath path, PacketEncapsulation encapsulation, uint spi, byte trafficClass, Span<byte> packet);
}

/// <summary>
/// The sockets of one shard, and the place where its thread sleeps. Everything but <see cref="Wake"/> is called by that thread only.
/// </summary>
internal interface IShardPorts : IDiscardCount, IDisposable
{
    /// <summary>The sockets with their counters; for monitors.</summary>
    IReadOnlyList<SocketRow> Rows { get; }

    /// <summary>Sleeps until a socket is readable, <see cref="Wake"/> is called (then true), or the time is over (false); 0 only looks.</summary>
    bool Wait(int milliseconds);

    /// <summary>Reads one batch from each source that <see cref="Wait"/> found readable; returns the number of datagrams and packets.</summary>
    int Receive(IDatagramSink sink);

    /// <summary>Queues a datagram for <see cref="Flush"/>, marker included. The span is copied.</summary>
    void Send(in NetworkPath path, ReadOnlySpan<byte> message);

    /// <summary>Queues a one-octet NAT keepalive.</summary>
    void SendKeepalive(in NetworkPath path);

    /// <summary>Room for one protected packet (<see cref="Shard.IShardOutput.BeginPacket"/>).</summary>
    Span<byte> BeginPacket(int octets);

    /// <summary>Queues the protected packet for <see cref="Flush"/>.</summary>
    void EndPacket(in NetworkPath path, in OuterHeader outer, int octets);

    /// <summary>Queues an IP packet for the local host.</summary>
    void Deliver(ReadOnlySpan<byte> innerPacket);

    /// <summary>Queues an IP packet to be sent in clear.</summary>
    void Bypass(ReadOnlySpan<byte> innerPacket);

    /// <summary>Sends what is queued.</summary>
    void Flush();

    /// <summary>A path whose MTU turned out, since the last call, to be smaller than a packet that was sent.</summary>
    bool TryTakePathMtu(out IpAddress remote, out int mtu);

    /// <summary>An IKE message that could not be sent since the last call: the SPI that its sender, this side, has chosen, or 0 where it had none.</summary>
    bool TryTakeUnsent(out ulong ownSpi);

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread.</summary>
    void Wake();
}
