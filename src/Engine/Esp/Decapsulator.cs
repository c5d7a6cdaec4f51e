namespace MyIkev2.Engine.Esp;

/// <summary>How one inbound SA proves and opens its packets: ESP or AH. One thread at a time.</summary>
internal abstract class Decapsulator(InboundNumbers numbers) : IDisposable
{
    /// <summary>What the SA has seen.</summary>
    public InboundNumbers Numbers { get; } = numbers;

    /// <summary>Checks for a replay, proves the packet genuine and decrypts it in place.</summary>
    public abstract UnprotectResult Open(Span<byte> packet, out OpenedPacket opened);

    /// <summary>Makes the host's IP packet of an opened one in transport mode; empty when that is not possible.</summary>
    public abstract Span<byte> ToHostPacket(Span<byte> packet, scoped in OpenedPacket opened, scoped in NetworkPath path, byte outerTrafficClass);

    public abstract void Dispose();
}

/// <summary>What was found in a packet.</summary>
/// <param name="IsGenuine">It comes from the peer, whatever else is wrong with it.</param>
/// <param name="Payload">Where in it the payload is.</param>
/// <param name="NextHeader">What the payload is.</param>
internal readonly record struct OpenedPacket(bool IsGenuine, Range Payload, byte NextHeader)
{
    /// <summary>Where AH stood.</summary>
    public AhPacket Ah { get; init; }
}
