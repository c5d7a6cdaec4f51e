using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Makes traps and informs of SNMPv2c and reads what comes back.</summary>
internal static class CommunityMessages
{
    /// <summary>Writes SNMPv2-Trap or InformRequest; 0 if it does not fit.</summary>
    internal static int Write(
        PduType type, Notification notification, int requestId, ReadOnlySpan<byte> community, Span<byte> buffer)
    {
        var length = notification.VarBinds.Length;
        var start = MessageWriter.MaximumHead(community.Length);
        if (start + length > buffer.Length)
        {
            return 0;
        }

        notification.VarBinds.CopyTo(buffer[start..]);
        var message = MessageWriter.Frame(buffer, start, length, SnmpVersion.V2c, community, type, requestId, 0, 0);
        message.CopyTo(buffer);
        return message.Length;
    }

    /// <summary>Reads a Response with that community.</summary>
    internal static bool TryReadResponse(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> community, out int requestId, out ErrorStatus status)
    {
        requestId = 0;
        status = ErrorStatus.NoError;
        if (CommunityMessage.TryRead(datagram, out var message) != BerError.None
            || message.Version != (int)SnmpVersion.V2c
            || !message.Community.SequenceEqual(community)
            || Pdu.TryRead(message.PduOctets, out var pdu) != BerError.None
            || pdu.Type != PduType.Response)
        {
            return false;
        }

        requestId = pdu.RequestId;
        status = (ErrorStatus)pdu.First;
        return true;
    }
}
