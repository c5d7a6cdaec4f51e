using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Makes the ScopedPDU of traps and informs of SNMPv3 (RFC 3412 section 6.8).</summary>
internal static class UsmMessages
{
    // Headers of at most five octets for the ScopedPDU, its two strings, the PDU and its list; three integers of six.
    private const int PduHead = (5 * 5) + (3 * 6) + 32;

    /// <summary>
    /// Writes it with the default context of this engine, with room in front for what sealing adds. The context is ours
    /// whoever is the authoritative engine: it names whose objects these are.
    /// </summary>
    /// <returns>Where it stands; false if it does not fit.</returns>
    internal static bool TryWrite(
        PduType type, Notification notification, int requestId, ReadOnlySpan<byte> engineId, Span<byte> buffer, out int start, out int length)
    {
        start = length = 0;
        var list = UsmEngine.HeadRoom + PduHead;
        var end = list + notification.VarBinds.Length;
        if (end + UsmEngine.TailRoom > buffer.Length)
        {
            return false;
        }

        notification.VarBinds.CopyTo(buffer[list..]);
        var pdu = MessageWriter.FramePdu(buffer, list, notification.VarBinds.Length, type, requestId, 0, 0);
        start = V3ScopedPdu.Prepend(buffer, pdu, end, engineId, []);
        length = end - start;
        return true;
    }

    /// <summary>Moves a message to the front of the buffer and gives its length.</summary>
    internal static int ToFront(Span<byte> buffer, Range message)
    {
        var (start, length) = message.GetOffsetAndLength(buffer.Length);
        buffer.Slice(start, length).CopyTo(buffer);
        return length;
    }

    /// <summary>Engine time, and the clock for a receiver's: whole seconds.</summary>
    internal static long Seconds(TimeSpan now) => now.Ticks / TimeSpan.TicksPerSecond;
}

/// <summary>Traps of SNMPv3: this engine is the authoritative one, so the receiver keeps track of our boots and time.</summary>
internal sealed class UsmTraps(NotificationTarget target, UsmEngine engine) : ITrapWriter
{
    public int Write(Notification notification, int requestId, TimeSpan now, Span<byte> buffer)
    {
        var user = engine.Users.Find(target.Security.SecurityNameOctets);
        if (user is null
            || user.HighestLevel < target.Security.Level
            || !UsmMessages.TryWrite(PduType.TrapV2, notification, requestId, engine.EngineId, buffer, out var start, out var length))
        {
            return 0;
        }

        return UsmMessages.ToFront(
            buffer, engine.Seal(user, target.Security.Level, requestId, buffer, start, length, UsmMessages.Seconds(now)));
    }
}

/// <summary>Informs of SNMPv3: the receiver is the authoritative engine, so its engine id, boots and time are learned first.</summary>
internal sealed class UsmInforms(UsmPeer peer, byte[] ownEngineId) : IInformChannel
{
    private readonly byte[] _plainText = new byte[LargestAnswer];

    /// <summary>msgMaxSize: an answer repeats the variable bindings of the inform.</summary>
    internal const int LargestAnswer = 32_768;

    public bool IsReady => peer.IsDiscovered;

    public int Write(Notification notification, int requestId, int messageId, TimeSpan now, Span<byte> buffer) =>
        UsmMessages.TryWrite(PduType.Inform, notification, requestId, ownEngineId, buffer, out var start, out var length)
            ? UsmMessages.ToFront(buffer, peer.Seal(messageId, buffer, start, length, UsmMessages.Seconds(now)))
            : 0;

    public int WriteProbe(int messageId, TimeSpan now, Span<byte> buffer) =>
        UsmMessages.ToFront(buffer, peer.WriteDiscovery(messageId, messageId, buffer));

    public InformReply Read(ReadOnlySpan<byte> datagram, TimeSpan now, Predicate<int> isOutstanding, out int id)
    {
        id = 0;
        if (datagram.Length > _plainText.Length
            || V3Message.TryRead(datagram, out var message) != BerError.None
            || !isOutstanding(message.MessageId))
        {
            return InformReply.Ignored;
        }

        var outcome = peer.Open(datagram, _plainText, UsmMessages.Seconds(now), out var reply, out _);
        if (outcome is UsmPeerOutcome.EngineDiscovered or UsmPeerOutcome.TimeSynchronized)
        {
            id = message.MessageId;
            return InformReply.Synchronized;
        }

        // A report that the receiver does not take our messages is not authenticated: time alone ends the inform.
        if (outcome != UsmPeerOutcome.Accepted || Pdu.TryRead(reply.PduOctets, out var pdu) != BerError.None || pdu.Type != PduType.Response)
        {
            return InformReply.Ignored;
        }

        id = pdu.RequestId;
        return pdu.First == (int)ErrorStatus.NoError ? InformReply.Acknowledged : InformReply.Refused;
    }

    public void Forget() => peer.Forget();
}
