using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// What is known of a received SNMPv3 message: all of it if it was accepted; otherwise what answering it with a Report
/// takes. Its spans lie in the received message and in the plain text buffer, so it lives no longer than they do.
/// </summary>
public readonly ref struct UsmRequest
{
    internal UsmRequest(
        scoped in V3Message message, int messageLength, ReadOnlySpan<byte> engineId, ReadOnlySpan<byte> userName, UsmUser? user, V3ScopedPdu scopedPdu)
    {
        MessageId = message.MessageId;
        MaximumSize = message.MaximumSize;
        IsReportable = message.IsReportable;
        Level = message.SecurityLevel;
        MessageLength = messageLength;
        EngineId = engineId;
        UserName = userName;
        User = user;
        ContextEngineId = scopedPdu.ContextEngineId;
        ContextName = scopedPdu.ContextName;
        PduOctets = scopedPdu.PduOctets;
    }

    /// <summary>msgID; the answer carries the same.</summary>
    public int MessageId { get; }

    /// <summary>msgMaxSize: no answer may be longer.</summary>
    public int MaximumSize { get; }

    /// <summary>reportableFlag.</summary>
    public bool IsReportable { get; }

    /// <summary>The security level that the message claims; proven if it was accepted.</summary>
    public SecurityLevel Level { get; }

    /// <summary>Octets of the received message.</summary>
    public int MessageLength { get; }

    /// <summary>msgAuthoritativeEngineID of the message.</summary>
    public ReadOnlySpan<byte> EngineId { get; }

    /// <summary>msgUserName.</summary>
    public ReadOnlySpan<byte> UserName { get; }

    /// <summary>securityName of an accepted message: the user's name, as access control wants it.</summary>
    public ReadOnlySpan<byte> SecurityName => User is null ? [] : User.NameOctets;

    /// <summary>The user; null if there is none of that name.</summary>
    public UsmUser? User { get; }

    /// <summary>contextEngineID; empty unless the ScopedPDU could be read.</summary>
    public ReadOnlySpan<byte> ContextEngineId { get; }

    /// <summary>contextName; empty unless the ScopedPDU could be read.</summary>
    public ReadOnlySpan<byte> ContextName { get; }

    /// <summary>The whole PDU with its header; empty unless the ScopedPDU could be read.</summary>
    public ReadOnlySpan<byte> PduOctets { get; }

    /// <summary>
    /// Whether a Report may answer this message: its sender asks for Reports, and what it sent is a PDU that expects an
    /// answer or cannot be read (RFC 3412 sections 6.4 and 7.1). So no Report ever answers a Report.
    /// </summary>
    public bool MayReport => IsReportable && (PduOctets.IsEmpty || (PduType)PduOctets[0] is
        PduType.Get or PduType.GetNext or PduType.GetBulk or PduType.Set or PduType.Inform);

    /// <summary>request-id of the PDU, or 0 if it cannot be read.</summary>
    public int RequestId
    {
        get
        {
            if (PduOctets.IsEmpty)
            {
                return 0;
            }

            var pdu = new BerReader(PduOctets);
            var body = pdu.ReadConstructed((BerTag)PduOctets[0]);
            return body.ReadInteger32();
        }
    }
}
