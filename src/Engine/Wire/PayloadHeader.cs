namespace MyIkev2.Engine.Wire;

/// <summary>The generic payload header (RFC 7296 section 3.2); the seven reserved bits are ignored.</summary>
public readonly record struct PayloadHeader(PayloadType Type, PayloadType Next, bool Critical, int BodyLength)
{
    public const int Size = 4;

    internal const byte CriticalBit = 0x80;

    /// <summary>Reads the header of a payload whose type the field before it announced.</summary>
    internal static PayloadHeader Read(ref WireReader reader, PayloadType type)
    {
        int start = reader.Offset;
        byte next = reader.U8("payload header: next payload");
        byte flags = reader.U8("payload header: flags");
        ushort length = reader.U16("payload header: length");
        if (length < Size)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "payload header: length");
        }

        return new PayloadHeader(type, (PayloadType)next, (flags & CriticalBit) != 0, length - Size);
    }
}
