namespace MyIkev2.Engine.Wire;

/// <summary>
/// The Delete payload (RFC 7296 section 3.11): the sender's inbound SPIs, or this IKE SA, which has none here.
/// </summary>
public sealed record DeletePayload(ProtocolId Protocol, IReadOnlyList<ReadOnlyMemory<byte>> Spis) : Payload
{
    private const int ChildSpiSize = 4;

    /// <summary>Deletes the IKE SA that carries it.</summary>
    public static DeletePayload ForIkeSa() => new(ProtocolId.Ike, []);

    public override PayloadType Type => PayloadType.Delete;

    public override void WriteBody(ref WireWriter w)
    {
        int size = Spis.Count > 0 ? Spis[0].Length : DefaultSize(Protocol);
        if (Spis.Count > WireLimits.DeleteSpis || size > byte.MaxValue)
        {
            w.Fail();
            return;
        }

        w.U8((byte)Protocol);
        w.U8((byte)size);
        w.U16((ushort)Spis.Count);
        for (int i = 0; i < Spis.Count; i++)
        {
            if (Spis[i].Length != size)
            {
                w.Fail();
                return;
            }

            w.Bytes(Spis[i].Span);
        }
    }

    public bool Equals(DeletePayload? other) =>
        base.Equals(other) && Protocol == other.Protocol && Octets.Same(Spis, other.Spis);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(base.GetHashCode());
        hash.Add(Protocol);
        for (int i = 0; i < Spis.Count; i++)
        {
            hash.AddBytes(Spis[i].Span);
        }

        return hash.ToHashCode();
    }

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        int start = reader.Offset;
        var protocol = (ProtocolId)reader.U8("D: protocol id");
        byte size = reader.U8("D: SPI size");
        ushort count = reader.U16("D: number of SPIs");
        if (!reader.Failed && protocol == ProtocolId.None)
        {
            reader.FailAt(start, WireErrorCode.InvalidValue, "D: protocol id");
        }

        if (!IsSizeValid(protocol, size, count))
        {
            reader.FailAt(start + 1, WireErrorCode.InvalidValue, "D: SPI size");
        }

        // For IKE the count says nothing: the SA is the one that carries the payload.
        int expected = protocol == ProtocolId.Ike ? 0 : count;
        if (expected > WireLimits.DeleteSpis)
        {
            reader.FailAt(start + 2, WireErrorCode.TooManyItems, "D: number of SPIs");
        }
        else if (expected * size != reader.Remaining)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "D: number of SPIs");
        }

        return new DeletePayload(protocol, ReadSpis(ref reader, expected, size)) { Critical = header.Critical };
    }

    private static ReadOnlyMemory<byte>[] ReadSpis(ref WireReader reader, int count, byte size)
    {
        if (reader.Failed || count == 0)
        {
            return [];
        }

        var spis = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
        {
            spis[i] = reader.Memory(size, "D: SPI");
        }

        return spis;
    }

    private static bool IsSizeValid(ProtocolId protocol, byte size, ushort count) => protocol switch
    {
        ProtocolId.Ike => size == 0,
        ProtocolId.Ah or ProtocolId.Esp => size == ChildSpiSize,
        _ => size > 0 || count == 0,
    };

    private static int DefaultSize(ProtocolId protocol) =>
        protocol is ProtocolId.Ah or ProtocolId.Esp ? ChildSpiSize : 0;
}
