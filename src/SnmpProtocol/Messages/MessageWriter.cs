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
        var integers = IntegerElement(requestId) + IntegerElement(first) + IntegerElement(second);
        return BerWriter.ElementLength(integers + BerWriter.ElementLength(varBindsLength));
    }

    /// <summary>Writes the head of a PDU so that it ends where the bindings begin, and gives where it starts.</summary>
    public static int FramePdu(
        Span<byte> buffer, int varBindsStart, int varBindsLength, PduType type, int requestId, int first, int second)
    {
        var end = varBindsStart + varBindsLength;
        var head = new BerBackwardWriter(buffer, varBindsStart);
        head.PrependHeader(BerTag.Sequence, end);
        head.PrependInteger(second);
        head.PrependInteger(first);
        head.PrependInteger(requestId);
        head.PrependHeader((BerTag)type, end);
        return StartOf(head);
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
        var head = new BerBackwardWriter(buffer, FramePdu(buffer, varBindsStart, varBindsLength, type, requestId, first, second));
        head.PrependOctetString(community);
        head.PrependInteger((int)version);
        head.PrependHeader(BerTag.Sequence, end);
        return buffer[StartOf(head)..end];
    }

    private static int HeadLength(int varBindsLength, int communityLength, int requestId, int first, int second)
    {
        var pdu = PduLength(varBindsLength, requestId, first, second);
        var content = pdu + BerWriter.ElementLength(communityLength) + IntegerElement((int)SnmpVersion.V2c);
        return BerWriter.ElementLength(content) - varBindsLength;
    }

    private static int IntegerElement(int value) => BerWriter.ElementLength(BerWriter.IntegerLength(value));

    private static int StartOf(BerBackwardWriter head) => head.Overflowed
        ? throw new ArgumentException("The head does not fit in front of the bindings.")
        : head.Start;
}
