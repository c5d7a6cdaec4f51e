using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// ScopedPDU (RFC 3412 section 6.8): <c>SEQUENCE { contextEngineID OCTET STRING, contextName OCTET STRING, data PDU }</c>.
/// The PDU is left unread.
/// </summary>
public readonly ref struct V3ScopedPdu
{
    private V3ScopedPdu(ReadOnlySpan<byte> contextEngineId, ReadOnlySpan<byte> contextName, ReadOnlySpan<byte> pdu)
    {
        ContextEngineId = contextEngineId;
        ContextName = contextName;
        PduOctets = pdu;
    }

    /// <summary>contextEngineID.</summary>
    public ReadOnlySpan<byte> ContextEngineId { get; }

    /// <summary>contextName.</summary>
    public ReadOnlySpan<byte> ContextName { get; }

    /// <summary>The whole PDU with its header.</summary>
    public ReadOnlySpan<byte> PduOctets { get; }

    /// <summary>Octets that a ScopedPDU with contexts of these lengths adds to its PDU.</summary>
    public static int Overhead(int contextEngineIdLength, int contextNameLength, int pduLength)
    {
        var content = BerWriter.ElementLength(contextEngineIdLength) + BerWriter.ElementLength(contextNameLength) + pduLength;
        return BerWriter.ElementLength(content) - pduLength;
    }

    /// <summary>Reads a ScopedPDU at the start of the octets. What follows it, such as the padding of a cipher, is ignored.</summary>
    public static BerError TryRead(ReadOnlySpan<byte> octets, out V3ScopedPdu scopedPdu)
    {
        scopedPdu = default;
        var outer = new BerReader(octets);
        var body = outer.ReadConstructed(BerTag.Sequence);
        if (outer.Error != BerError.None)
        {
            return outer.Error;
        }

        var contextEngineId = body.ReadOctetString();
        var contextName = body.ReadOctetString();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        if (body.IsEmpty)
        {
            return BerError.Truncated;
        }

        scopedPdu = new V3ScopedPdu(contextEngineId, contextName, body.Rest);
        return BerError.None;
    }

    /// <summary>
    /// Puts the head of a ScopedPDU in front of a PDU that already stands in the buffer.
    /// </summary>
    /// <returns>Where the ScopedPDU starts, or -1 if there is no room in front of the PDU.</returns>
    public static int Prepend(
        Span<byte> buffer, int pduStart, int pduEnd, scoped ReadOnlySpan<byte> contextEngineId, scoped ReadOnlySpan<byte> contextName)
    {
        var writer = new BerBackwardWriter(buffer, pduStart);
        writer.PrependOctetString(contextName);
        writer.PrependOctetString(contextEngineId);
        writer.PrependHeader(BerTag.Sequence, pduEnd);
        return writer.Overflowed ? -1 : writer.Start;
    }
}
