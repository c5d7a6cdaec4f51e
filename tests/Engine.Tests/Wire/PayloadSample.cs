using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>
/// One payload as value and as octets, written down independently of each other.
/// </summary>
/// <param name="Name">Names the case.</param>
/// <param name="Payload">The value.</param>
/// <param name="Body">The octets after the generic payload header, from the RFC's diagrams.</param>
/// <param name="Ignored">
/// Bits of <paramref name="Body"/> that a receiver ignores, by offset: the RFC's RESERVED fields.
/// </param>
internal sealed record PayloadSample(
    string Name,
    Payload Payload,
    byte[] Body,
    IReadOnlyDictionary<int, byte> Ignored)
{
    /// <summary>The payload as a chain of one; the reserved bits of the generic header are ignored as well.</summary>
    public byte[] Chain()
    {
        int length = Body.Length + PayloadHeader.Size;
        PayloadType next = Payload.FirstInnerType ?? PayloadType.None;
        return [(byte)next, Payload.Critical ? (byte)0x80 : (byte)0, (byte)(length >> 8), (byte)length, .. Body];
    }

    /// <summary>A copy of <paramref name="chain"/>, changed or cut, with all ignored bits zero.</summary>
    public byte[] Canonical(byte[] chain)
    {
        var copy = (byte[])chain.Clone();
        copy[1] &= 0x80;
        foreach ((int offset, byte mask) in Ignored.Where(bit => bit.Key + PayloadHeader.Size < copy.Length))
        {
            copy[offset + PayloadHeader.Size] &= (byte)~mask;
        }

        return copy;
    }

    public override string ToString() => Name;
}
