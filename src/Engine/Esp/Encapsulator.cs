namespace MyIkev2.Engine.Esp;

/// <summary>How one outbound SA lays out its packets: ESP or AH, tunnel or transport mode. One thread at a time.</summary>
internal abstract class Encapsulator(bool tunnel) : IDisposable
{
    protected bool IsTunnel { get; } = tunnel;

    /// <summary>ESP in UDP; AH has no such thing.</summary>
    public virtual bool UsesUdp
    {
        get => false;
        set { }
    }

    /// <summary>How the packets travel.</summary>
    public abstract PacketEncapsulation Encapsulation { get; }

    /// <summary>Octets of the longest result for an inner packet of this length.</summary>
    public abstract int MaximumLength(int innerLength);

    /// <summary>Octets of the longest inner packet whose outer IP packet has at most <paramref name="outerLimit"/>.</summary>
    public abstract int LargestInner(int outerLimit, in NetworkPath path);

    /// <summary>What a packet would become; false when this SA cannot carry it.</summary>
    /// <param name="packet">The inner packet.</param>
    /// <param name="inner">The same, parsed.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="padTo">Octets up to which a tunnel pads it.</param>
    /// <param name="plan">The lengths.</param>
    public abstract bool TryPlan(ReadOnlySpan<byte> packet, in InnerPacket inner, in NetworkPath path, int padTo, out EncapsulationPlan plan);

    /// <summary>Carries out a plan into <paramref name="room"/>, which is exactly as long as it says.</summary>
    public abstract void Write(
        in EncapsulationPlan plan, ReadOnlySpan<byte> packet, Span<byte> room, ulong sequence, in NetworkPath path, in OuterHeader outer);

    public abstract void Dispose();
}

/// <summary>What a packet becomes.</summary>
/// <param name="Offset">Where the protected part of the inner packet begins: 0 in tunnel mode.</param>
/// <param name="PayloadLength">Its octets, padding against traffic analysis included.</param>
/// <param name="NextHeader">What it is.</param>
/// <param name="Length">Octets to write.</param>
/// <param name="OuterLength">Octets of the IP packet that travels.</param>
internal readonly record struct EncapsulationPlan(int Offset, int PayloadLength, byte NextHeader, int Length, int OuterLength)
{
    /// <summary>Where the header before AH in transport mode names what follows.</summary>
    public int NextHeaderOffset { get; init; }
}
