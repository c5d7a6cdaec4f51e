using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// One algorithm of a proposal (RFC 7296 section 3.3.2). Types and identifiers we do not know are kept: the
/// selection has to see them to pass over them (section 3.3.6).
/// </summary>
/// <param name="Type">What the algorithm is for.</param>
/// <param name="Id">The algorithm, in the registry of <paramref name="Type"/>.</param>
/// <param name="KeyBits">The Key Length attribute; 0 when absent.</param>
/// <param name="OtherAttributes">
/// Attributes that are not a well-formed Key Length. A transform that has any is not acceptable.
/// </param>
public sealed record Transform(
    TransformType Type,
    ushort Id,
    int KeyBits = 0,
    IReadOnlyList<TransformAttribute>? OtherAttributes = null)
{
    internal const int HeaderSize = 8;

    private const byte More = 3;

    public bool HasOtherAttributes => OtherAttributes is { Count: > 0 };

    public bool Equals(Transform? other) =>
        other is not null
        && Type == other.Type
        && Id == other.Id
        && KeyBits == other.KeyBits
        && Octets.Same(OtherAttributes, other.OtherAttributes);

    public override int GetHashCode() => HashCode.Combine(Type, Id, KeyBits, Octets.Hash(OtherAttributes));

    internal static Transform Read(ref WireReader reader, bool last)
    {
        int start = reader.Offset;
        byte more = reader.U8("transform: last substructure");
        if (!reader.Failed && more != (last ? 0 : More))
        {
            reader.FailAt(start, WireErrorCode.InvalidValue, "transform: last substructure");
        }

        reader.Skip(1, "transform: reserved");
        ushort length = reader.U16("transform: length");
        if (length < HeaderSize)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "transform: length");
        }

        WireReader body = reader.Sub(length - 4, "transform");
        byte type = body.U8("transform: type");
        body.Skip(1, "transform: reserved");
        ushort id = body.U16("transform: id");
        int keyBits = 0;
        List<TransformAttribute>? others = ReadAttributes(ref body, ref keyBits);
        reader.Close(ref body);
        return new Transform((TransformType)type, id, keyBits, others);
    }

    internal void Write(ref WireWriter writer, bool last)
    {
        writer.U8(last ? (byte)0 : More);
        writer.U8(0);
        using WireWriter.LengthScope length = writer.Length16(octetsBefore: 2);
        writer.U8((byte)Type);
        writer.U8(0);
        writer.U16(Id);
        if (KeyBits is < 0 or > ushort.MaxValue)
        {
            writer.Fail();
        }
        else if (KeyBits != 0)
        {
            writer.U16(TransformAttribute.KeyLength | TransformAttribute.ShortFormatBit);
            writer.U16((ushort)KeyBits);
        }

        for (int i = 0; i < (OtherAttributes?.Count ?? 0); i++)
        {
            OtherAttributes![i].Write(ref writer);
        }
    }

    private static List<TransformAttribute>? ReadAttributes(ref WireReader body, ref int keyBits)
    {
        List<TransformAttribute>? others = null;
        for (int count = 0; body.Remaining > 0; count++)
        {
            if (count == WireLimits.AttributesPerTransform)
            {
                body.Fail(WireErrorCode.TooManyItems, "transform: attributes");
                break;
            }

            TransformAttribute attribute = TransformAttribute.Read(ref body);
            if (body.Failed)
            {
                break;
            }

            // Only a first, non-zero Key Length in its required format counts as one.
            int value = attribute.IsShort ? BinaryPrimitives.ReadUInt16BigEndian(attribute.Value.Span) : 0;
            if (attribute.Type == TransformAttribute.KeyLength && keyBits == 0 && value != 0)
            {
                keyBits = value;
            }
            else
            {
                (others ??= []).Add(attribute);
            }
        }

        return others;
    }
}
