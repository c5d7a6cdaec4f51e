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

/// <summary>Informs of SNMPv2c: nothing has to be known of the receiver.</summary>
internal sealed class CommunityInforms(NotificationTarget target) : IInformChannel
{
    public bool IsReady => true;

    public int Write(Notification notification, int requestId, int messageId, TimeSpan now, Span<byte> buffer) =>
        CommunityMessages.Write(PduType.Inform, notification, requestId, target.Security.Community, buffer);

    public int WriteProbe(int messageId, TimeSpan now, Span<byte> buffer) => 0;

    public InformReply Read(ReadOnlySpan<byte> datagram, TimeSpan now, Predicate<int> isOutstanding, out int id)
    {
        if (!CommunityMessages.TryReadResponse(datagram, target.Security.Community, out id, out var status))
        {
            return InformReply.Ignored;
        }

        return status == ErrorStatus.NoError ? InformReply.Acknowledged : InformReply.Refused;
    }

    public void Forget()
    {
    }
}

/// <summary>Traps of SNMPv1 and v2c.</summary>
internal sealed class CommunityTraps(NotificationTarget target) : ITrapWriter
{
    private readonly byte[] _agentAddress = target.AgentAddress.GetAddressBytes() is { Length: 4 } octets ? octets : new byte[4];

    public int Write(Notification notification, int requestId, TimeSpan now, Span<byte> buffer)
    {
        var security = target.Security;
        return security.Version == SnmpVersion.V1
            ? TrapV1.Write(notification, security.Community, _agentAddress, buffer)
            : CommunityMessages.Write(PduType.TrapV2, notification, requestId, security.Community, buffer);
    }
}
