using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// Puts the head of a community message in front of variable bindings that already stand in the buffer. The head is
/// written backwards, so every length is known when its header is written and no octet is moved.
/// </summary>
public static class MessageWriter
{
    /// <summary>Most octets that a head with a community of that length can take.</summary>
    public static int MaximumHead(int communityLength) => HeadLength(0xFF_FFFF, communityLength, int.MinValue, int.MinValue, int.MinValue);

    /// <summary>Octets of the whole message around <paramref name="varBindsLength"/> octets of bindings.</summary>
    public static int MessageLength(int varBindsLength, int communityLength, int requestId, int first, int second) =>
        varBindsLength + HeadLength(varBindsLength, communityLength, requestId, first, second);

    /// <summary>Octets of the PDU around <paramref name="varBindsLength"/> octets of bindings.</summary>
    public static int PduLength(int varBindsLength, int requestId, int first, int second)
    {
        var list = 1 + BerWriter.LengthOctets(varBindsLength);
        var content = list + varBindsLength + IntegerElement(requestId) + IntegerElement(first) + IntegerElement(second);
        return 1 + BerWriter.LengthOctets(content) + content;
    }

    /// <summary>Writes the head of a PDU so that it ends where the bindings begin, and gives where it starts.</summary>
    public static int FramePdu(
        Span<byte> buffer, int varBindsStart, int varBindsLength, PduType type, int requestId, int first, int second)
    {
        var end = varBindsStart + varBindsLength;
        var at = varBindsStart;
        PrependHeader(buffer, ref at, BerTag.Sequence, varBindsLength);
        PrependInteger(buffer, ref at, second);
        PrependInteger(buffer, ref at, first);
        PrependInteger(buffer, ref at, requestId);
        PrependHeader(buffer, ref at, (BerTag)type, end - at);
        return at;
    }

    /// <summary>
    /// Writes the head so that it ends where the bindings begin.
    /// </summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="varBindsStart">Where the bindings begin; at least <see cref="MaximumHead"/>.</param>
    /// <param name="varBindsLength">Their octets.</param>
    /// <param name="version">Version.</param>
    /// <param name="community">Community.</param>
    /// <param name="type">PDU.</param>
    /// <param name="requestId">request-id.</param>
    /// <param name="first">error-status or non-repeaters.</param>
    /// <param name="second">error-index or max-repetitions.</param>
    /// <returns>The whole message, a part of <paramref name="buffer"/>.</returns>
    public static ReadOnlySpan<byte> Frame(
        Span<byte> buffer,
        int varBindsStart,
        int varBindsLength,
        SnmpVersion version,
        ReadOnlySpan<byte> community,
        PduType type,
        int requestId,
        int first,
        int second)
    {
        var end = varBindsStart + varBindsLength;
        var at = FramePdu(buffer, varBindsStart, varBindsLength, type, requestId, first, second);
        at -= community.Length;
        community.CopyTo(buffer[at..]);
        PrependHeader(buffer, ref at, BerTag.OctetString, community.Length);
        PrependInteger(buffer, ref at, (int)version);
        PrependHeader(buffer, ref at, BerTag.Sequence, end - at);
        return buffer[at..end];
    }

    private static int HeadLength(int varBindsLength, int communityLength, int requestId, int first, int second)
    {
        var pdu = PduLength(varBindsLength, requestId, first, second);
        var content = pdu + 1 + BerWriter.LengthOctets(communityLength) + communityLength + IntegerElement((int)SnmpVersion.V2c);
        return 1 + BerWriter.LengthOctets(content) + content - varBindsLength;
    }

    private static int IntegerElement(int value) => 2 + BerWriter.IntegerLength(value);

    private static void PrependHeader(Span<byte> buffer, ref int at, BerTag tag, int length)
    {
        var lengthOctets = BerWriter.LengthOctets(length);
        at -= 1 + lengthOctets;
        BerWriter.PutHeader(buffer[at..], tag, length, lengthOctets);
    }

    private static void PrependInteger(Span<byte> buffer, ref int at, int value)
    {
        var length = BerWriter.IntegerLength(value);
        for (var i = 0; i < length; i++)
        {
            buffer[--at] = (byte)value;
            value >>= 8;
        }

        PrependHeader(buffer, ref at, BerTag.Integer, length);
    }
}
