namespace MyIkev2.Engine.Wire;

/// <summary>One configuration attribute (RFC 7296 section 3.15.1); a request usually leaves the value empty.</summary>
/// <param name="Type">The attribute, 15 bits; unknown ones are kept.</param>
/// <param name="Value">The value in the attribute's own format.</param>
public sealed record ConfigurationAttribute(ConfigurationAttributeType Type, ReadOnlyMemory<byte> Value)
{
    private const ushort TypeMask = 0x7FFF;

    public bool Equals(ConfigurationAttribute? other) =>
        other is not null && Type == other.Type && Octets.Same(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Type, Octets.Hash(Value));

    internal static ConfigurationAttribute Read(ref WireReader reader)
    {
        int type = reader.U16("configuration attribute: type") & TypeMask;
        ushort length = reader.U16("configuration attribute: length");
        ReadOnlyMemory<byte> value = reader.Memory(length, "configuration attribute: value");
        return new ConfigurationAttribute((ConfigurationAttributeType)type, value);
    }

    internal void Write(ref WireWriter writer)
    {
        if ((ushort)Type > TypeMask || Value.Length > ushort.MaxValue)
        {
            writer.Fail();
            return;
        }

        writer.U16((ushort)Type);
        writer.U16((ushort)Value.Length);
        writer.Bytes(Value.Span);
    }
}
