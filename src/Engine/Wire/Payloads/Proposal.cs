namespace MyIkev2.Engine.Wire;

/// <summary>One proposal of a Security Association payload (RFC 7296 section 3.3.1).</summary>
/// <param name="Number">1 for the first; a response repeats the number it chose.</param>
/// <param name="Protocol">The protocol being negotiated.</param>
/// <param name="Spi">
/// The sender's SPI: 4 octets for AH and ESP; for IKE none in IKE_SA_INIT and 8 octets in a rekey.
/// </param>
/// <param name="Transforms">The algorithms offered.</param>
public sealed record Proposal(
    byte Number,
    ProtocolId Protocol,
    ReadOnlyMemory<byte> Spi,
    IReadOnlyList<Transform> Transforms)
{
    internal const int HeaderSize = 8;

    private const byte More = 2;

    public bool Equals(Proposal? other) =>
        other is not null
        && Number == other.Number
        && Protocol == other.Protocol
        && Octets.Same(Spi, other.Spi)
        && Octets.Same(Transforms, other.Transforms);

    public override int GetHashCode() =>
        HashCode.Combine(Number, Protocol, Octets.Hash(Spi), Octets.Hash(Transforms));

    /// <summary>Reads one proposal and says whether another is announced.</summary>
    internal static Proposal Read(ref WireReader reader, out bool more)
    {
        int start = reader.Offset;
        byte last = reader.U8("proposal: last substructure");
        more = last == More;
        if (last is not (0 or More))
        {
            reader.FailAt(start, WireErrorCode.InvalidValue, "proposal: last substructure");
        }

        reader.Skip(1, "proposal: reserved");
        ushort length = reader.U16("proposal: length");
        if (length < HeaderSize)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "proposal: length");
        }

        WireReader body = reader.Sub(length - 4, "proposal");
        byte number = body.U8("proposal: number");
        var protocol = (ProtocolId)body.U8("proposal: protocol id");
        byte spiSize = body.U8("proposal: SPI size");
        if (!IsSpiSizeValid(protocol, spiSize))
        {
            body.FailAt(start + 6, WireErrorCode.InvalidValue, "proposal: SPI size");
        }

        byte count = body.U8("proposal: number of transforms");
        ReadOnlyMemory<byte> spi = body.Memory(spiSize, "proposal: SPI");
        Transform[] transforms = ReadTransforms(ref body, count, start + 7);
        reader.Close(ref body);
        return new Proposal(number, protocol, spi, transforms);
    }

    internal void Write(ref WireWriter writer, bool last)
    {
        if (Spi.Length > byte.MaxValue || Transforms.Count > WireLimits.TransformsPerProposal)
        {
            writer.Fail();
            return;
        }

        writer.U8(last ? (byte)0 : More);
        writer.U8(0);
        using WireWriter.LengthScope length = writer.Length16(octetsBefore: 2);
        writer.U8(Number);
        writer.U8((byte)Protocol);
        writer.U8((byte)Spi.Length);
        writer.U8((byte)Transforms.Count);
        writer.Bytes(Spi.Span);
        for (int i = 0; i < Transforms.Count; i++)
        {
            Transforms[i].Write(ref writer, last: i == Transforms.Count - 1);
        }
    }

    private static Transform[] ReadTransforms(ref WireReader body, byte count, int countOffset)
    {
        // The count is the peer's word: believe it only as far as the octets could hold.
        if (count * Transform.HeaderSize > body.Remaining)
        {
            body.FailAt(countOffset, WireErrorCode.LengthMismatch, "proposal: number of transforms");
            return [];
        }

        Transform[] transforms = count == 0 ? [] : new Transform[count];
        for (int i = 0; i < count && !body.Failed; i++)
        {
            transforms[i] = Transform.Read(ref body, last: i == count - 1);
        }

        return transforms;
    }

    private static bool IsSpiSizeValid(ProtocolId protocol, byte size) => protocol switch
    {
        ProtocolId.Ike => size is 0 or 8,
        ProtocolId.Ah or ProtocolId.Esp => size == 4,
        _ => true,
    };
}
