using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>The SNMPv1 form of a notification: Trap-PDU of RFC 1157, made as RFC 3584 section 3.2 says.</summary>
internal static class TrapV1
{
    private const int EnterpriseSpecific = 6;
    private const int StandardTraps = 6;

    /// <summary>Writes the whole message; 0 if it has no such form or does not fit.</summary>
    internal static int Write(
        Notification notification, ReadOnlySpan<byte> community, ReadOnlySpan<byte> agentAddress, Span<byte> buffer)
    {
        if (notification.HasCounter64)
        {
            return 0;
        }

        var (enterprise, generic, specific) = Name(notification);
        var writer = new BerWriter(buffer);
        var message = writer.BeginSequence();
        writer.WriteInteger32((int)SnmpVersion.V1);
        writer.WriteOctetString(community);
        var pdu = writer.BeginSequence();
        writer.WriteObjectIdentifier(enterprise);
        writer.WriteIpAddress(agentAddress);
        writer.WriteInteger32(generic);
        writer.WriteInteger32(specific);
        writer.WriteTimeTicks(notification.UpTime);
        writer.WriteElement(BerTag.Sequence, notification.Objects);
        writer.EndSequence(pdu);
        if (!writer.Overflowed)
        {
            // [4] IMPLICIT SEQUENCE: the same header under another identifier octet.
            buffer[pdu] = (byte)PduType.TrapV1;
        }

        writer.EndSequence(message);
        return writer.Overflowed ? 0 : writer.Position;
    }

    /// <summary>enterprise, generic-trap and specific-trap (RFC 3584 section 3.2, steps 1 to 4).</summary>
    internal static (ObjectIdentifier Enterprise, int Generic, int Specific) Name(Notification notification)
    {
        var name = notification.Name.SubIdentifiers;
        var standard = SnmpTrapNames.StandardTraps;
        if (name.Length == standard.Length + 1 && standard.Contains(name) && name[^1] is >= 1 and <= StandardTraps)
        {
            return (notification.Enterprise ?? standard, (int)name[^1] - 1, 0);
        }

        // A 0 in front of the last number is there only to make this mapping reversible.
        var enterprise = new ObjectIdentifier(name[..^(name[^2] == 0 ? 2 : 1)]);
        return (enterprise, EnterpriseSpecific, (int)name[^1]);
    }
}
