using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// Values between BER and AgentX. The MIB writes BER and knows nothing of AgentX; the numbers of the types are the same
/// in both (RFC 2741 section 5.4), only the form of the content differs.
/// </summary>
public static class AgentXVarBind
{
    /// <summary>Most octets that the BER form of a value may take here.</summary>
    public const int MaximumValue = 65_535;

    /// <summary>Writes a variable binding whose value stands there in BER.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="name">The name.</param>
    /// <param name="tag">Type of the value.</param>
    /// <param name="content">BER content octets of the value.</param>
    /// <returns>False, with nothing written, if the content is none of that type.</returns>
    public static bool TryWrite(AgentXWriter writer, ReadOnlySpan<uint> name, BerTag tag, ReadOnlySpan<byte> content)
    {
        switch (tag)
        {
            case BerTag.Integer when content.Length is >= 1 and <= 4:
                Begin(writer, name, tag);
                writer.WriteUInt32((uint)BerReader.DecodeInteger32(content));
                return true;
            case BerTag.Counter32 or BerTag.Gauge32 or BerTag.TimeTicks when BerReader.IsUnsigned(content, sizeof(uint)):
                Begin(writer, name, tag);
                writer.WriteUInt32((uint)BerReader.DecodeUnsigned(content));
                return true;
            case BerTag.Counter64 when BerReader.IsUnsigned(content, sizeof(ulong)):
                Begin(writer, name, tag);
                writer.WriteUInt64(BerReader.DecodeUnsigned(content));
                return true;
            case BerTag.OctetString or BerTag.Opaque:
            case BerTag.IpAddress when content.Length == 4:
                Begin(writer, name, tag);
                writer.WriteOctetString(content);
                return true;
            case BerTag.ObjectIdentifier:
                Span<uint> value = stackalloc uint[ObjectIdentifier.MaximumLength];
                if (!ObjectIdentifier.TryDecode(content, value, out var count))
                {
                    return false;
                }

                Begin(writer, name, tag);
                writer.WriteObjectIdentifier(value[..count]);
                return true;
            case BerTag.Null or BerTag.NoSuchObject or BerTag.NoSuchInstance or BerTag.EndOfMibView when content.IsEmpty:
                Begin(writer, name, tag);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a variable binding without a value: NULL or one of the exceptions.</summary>
    public static void WriteEmpty(AgentXWriter writer, ReadOnlySpan<uint> name, BerTag tag) => Begin(writer, name, tag);

    /// <summary>
    /// Reads a variable binding and writes its value as one BER element. What is no value that SNMP has becomes a fault
    /// of the reader.
    /// </summary>
    /// <param name="reader">The payload.</param>
    /// <param name="name">Room for <see cref="ObjectIdentifier.MaximumLength"/> numbers.</param>
    /// <param name="length">Numbers in the name.</param>
    /// <param name="value">Where the value goes.</param>
    /// <returns>Its type.</returns>
    public static BerTag Read(ref AgentXReader reader, scoped Span<uint> name, out int length, ref BerWriter value)
    {
        var tag = (BerTag)reader.ReadUInt16();
        reader.Skip(2);
        length = reader.ReadObjectIdentifier(name, out _);
        if (reader.Fault == AgentXFault.None)
        {
            ReadValue(ref reader, tag, ref value);
        }

        return tag;
    }

    private static void ReadValue(ref AgentXReader reader, BerTag tag, ref BerWriter value)
    {
        switch (tag)
        {
            case BerTag.Integer:
                value.WriteInteger32((int)reader.ReadUInt32());
                break;
            case BerTag.Counter32:
                value.WriteCounter32(reader.ReadUInt32());
                break;
            case BerTag.Gauge32:
                value.WriteGauge32(reader.ReadUInt32());
                break;
            case BerTag.TimeTicks:
                value.WriteTimeTicks(reader.ReadUInt32());
                break;
            case BerTag.Counter64:
                value.WriteCounter64(reader.ReadUInt64());
                break;
            case BerTag.OctetString or BerTag.Opaque or BerTag.IpAddress:
                var octets = reader.ReadOctetString();
                if (octets.Length > MaximumValue || (tag == BerTag.IpAddress && octets.Length != 4))
                {
                    reader.Reject(AgentXFault.BadValue);
                }

                value.WriteElement(tag, octets);
                break;
            case BerTag.ObjectIdentifier:
                Span<uint> identifier = stackalloc uint[ObjectIdentifier.MaximumLength];
                var count = reader.ReadObjectIdentifier(identifier, out _);
                WriteIdentifier(ref reader, identifier[..count], ref value);
                break;
            case BerTag.Null or BerTag.NoSuchObject or BerTag.NoSuchInstance or BerTag.EndOfMibView:
                value.WriteEmpty(tag);
                break;
            default:
                reader.Reject(AgentXFault.BadValue);
                break;
        }
    }

    private static void WriteIdentifier(ref AgentXReader reader, scoped ReadOnlySpan<uint> identifier, ref BerWriter value)
    {
        if (identifier.IsEmpty)
        {
            identifier = [0, 0]; // no name at all is the way to write 0.0 (RFC 2741 section 5.1)
        }

        if (!ObjectIdentifier.IsValid(identifier))
        {
            reader.Reject(AgentXFault.BadObjectIdentifier);
            return;
        }

        Span<byte> encoded = stackalloc byte[5 * ObjectIdentifier.MaximumLength];
        ObjectIdentifier.Encode(identifier, encoded);
        value.WriteElement(BerTag.ObjectIdentifier, encoded[..ObjectIdentifier.EncodedLength(identifier)]);
    }

    private static void Begin(AgentXWriter writer, ReadOnlySpan<uint> name, BerTag tag)
    {
        writer.WriteUInt16((ushort)tag);
        writer.WriteUInt16(0);
        writer.WriteObjectIdentifier(name);
    }
}
