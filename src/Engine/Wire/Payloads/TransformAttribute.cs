namespace MyIkev2.Engine.Wire;

/// <summary>
/// A transform attribute (RFC 7296 section 3.3.5): two octets in place of a length (<paramref name="IsShort"/>,
/// the TV format), or a length and that many octets (TLV).
/// </summary>
public sealed record TransformAttribute(ushort Type, bool IsShort, ReadOnlyMemory<byte> Value)
{
    /// <summary>The only attribute RFC 7296 defines; always in TV format.</summary>
    public const ushort KeyLength = 14;

    internal const ushort ShortFormatBit = 0x8000;

    public bool Equals(TransformAttribute? other) =>
        other is not null && Type == other.Type && IsShort == other.IsShort && Octets.Same(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Type, IsShort, Octets.Hash(Value));

    internal static TransformAttribute Read(ref WireReader reader)
    {
        ushort formatAndType = reader.U16("transform attribute: type");
        bool isShort = (formatAndType & ShortFormatBit) != 0;
        int length = isShort ? 2 : reader.U16("transform attribute: length");
        ReadOnlyMemory<byte> value = reader.Memory(length, "transform attribute: value");
        return new TransformAttribute((ushort)(formatAndType & ~ShortFormatBit), isShort, value);
    }

    internal void Write(ref WireWriter writer)
    {
        if (Type >= ShortFormatBit || Value.Length > ushort.MaxValue || (IsShort && Value.Length != 2))
        {
            writer.Fail();
            return;
        }

        if (IsShort)
        {
            writer.U16((ushort)(Type | ShortFormatBit));
        }
        else
        {
            writer.U16(Type);
            writer.U16((ushort)Value.Length);
        }

        writer.Bytes(Value.Span);
    }
}
