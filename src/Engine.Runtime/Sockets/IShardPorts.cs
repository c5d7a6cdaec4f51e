namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Takes received datagrams, marker and all. The span is valid during the call.</summary>
internal interface IDatagramSink
{
    void Take(in NetworkPath path, ReadOnlySpan<byte> datagram);
}

/// <summary>
/// The sockets of one shard, and the place where its thread sleeps. Everything but <see cref="Wake"/> is called by that thread only.
/// </summary>
internal interface IShardPorts : IDisposable
{
    /// <summary>Sleeps until a socket is readable, <see cref="Wake"/> is called, or the time is over; 0 only looks.</summary>
    void Wait(int milliseconds);

    /// <summary>Reads one batch from each socket that <see cref="Wait"/> found readable; returns the number of datagrams.</summary>
    int Receive(IDatagramSink sink);

    /// <summary>Queues a datagram for <see cref="Flush"/>, marker included. The span is copied.</summary>
    void Send(in NetworkPath path, ReadOnlySpan<byte> message);

    /// <summary>Queues a one-octet NAT keepalive.</summary>
    void SendKeepalive(in NetworkPath path);

    /// <summary>Room for one protected packet (<see cref="Shard.IShardOutput.BeginPacket"/>).</summary>
    Span<byte> BeginPacket(int octets);

    /// <summary>Queues the protected packet for <see cref="Flush"/>.</summary>
    void EndPacket(in NetworkPath path, in Esp.OuterHeader outer, int octets);

    /// <summary>Queues an IP packet for the local host.</summary>
    void Deliver(ReadOnlySpan<byte> innerPacket);

    /// <summary>Queues an IP packet to be sent in clear.</summary>
    void Bypass(ReadOnlySpan<byte> innerPacket);

    /// <summary>Sends what is queued.</summary>
    void Flush();

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread.</summary>
    void Wake();
}
