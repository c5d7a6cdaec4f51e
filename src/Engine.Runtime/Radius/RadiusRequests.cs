using MyIkev2.Engine.Radius;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>What this service tells a RADIUS server: the attributes of Access-Request and Accounting-Request.</summary>
internal static class RadiusRequests
{
    private const uint FramedService = 2;
    private const uint VirtualPort = 5;
    private const uint AuthenticatedByRadius = 1;

    /// <summary>A hint for methods that cut their packets (RFC 3579 section 2.4): an IKE message with one of this size fits a packet of 1500 octets.</summary>
    private const uint FramedMtu = 1300;

    /// <summary>Adds the attributes of an Access-Request.</summary>
    public static void Describe(RadiusPacketBuilder packet, RadiusQuestion question, string nasIdentifier, ReadOnlySpan<byte> keyPassword)
    {
        packet.Add(RadiusAttributeType.UserName, Cut(question.UserName.Span));
        packet.Add(RadiusAttributeType.ServiceType, FramedService);
        Describe(packet, question.SessionId, question.Port, question.VpnName, question.Path, nasIdentifier);
        if (question.Eap is { } eap)
        {
            packet.Add(RadiusAttributeType.FramedMtu, FramedMtu);
            packet.AddEap(eap.Span);
        }
        else
        {
            packet.AddPassword(keyPassword.IsEmpty ? question.UserName.Span : keyPassword);
        }
    }

    /// <summary>Adds the attributes of an Accounting-Request for a session.</summary>
    public static void Describe(RadiusPacketBuilder packet, AccountingRecord record, string nasIdentifier, TimeSpan delay)
    {
        packet.Add(RadiusAttributeType.AcctStatusType, (uint)record.Status);
        packet.Add(RadiusAttributeType.UserName, Cut(record.UserName.Span));
        packet.Add(RadiusAttributeType.ServiceType, FramedService);
        Describe(packet, record.SessionId, record.Port, record.VpnName, record.Path, nasIdentifier);
        packet.Add(RadiusAttributeType.AcctAuthentic, AuthenticatedByRadius);
        foreach (var address in record.Addresses)
        {
            packet.Add(RadiusAttributeType.FramedIpAddress, RadiusAttributeType.FramedIpv6Address, address.ToIPAddress());
        }

        foreach (var attribute in record.Classes)
        {
            packet.Add(RadiusAttributeType.Class, attribute.Span);
        }

        AddTime(packet, record.At, delay);
        if (record.Status == AccountingStatus.Start)
        {
            return;
        }

        packet.Add(RadiusAttributeType.AcctSessionTime, (uint)Math.Clamp(record.SessionTime.TotalSeconds, 0, uint.MaxValue));
        AddOctets(packet, RadiusAttributeType.AcctInputOctets, RadiusAttributeType.AcctInputGigawords, record.InOctets);
        AddOctets(packet, RadiusAttributeType.AcctOutputOctets, RadiusAttributeType.AcctOutputGigawords, record.OutOctets);
        packet.Add(RadiusAttributeType.AcctInputPackets, (uint)record.InPackets);
        packet.Add(RadiusAttributeType.AcctOutputPackets, (uint)record.OutPackets);
        if (record.Cause != TerminateCause.None)
        {
            packet.Add(RadiusAttributeType.AcctTerminateCause, (uint)record.Cause);
        }
    }

    /// <summary>Adds the attributes of Accounting-On or Accounting-Off: they are about the service, not about a session.</summary>
    public static void Describe(RadiusPacketBuilder packet, AccountingStatus status, string sessionId, string nasIdentifier, EngineInstant at, TimeSpan delay)
    {
        packet.Add(RadiusAttributeType.AcctStatusType, (uint)status);
        packet.Add(RadiusAttributeType.AcctSessionId, sessionId);
        packet.Add(RadiusAttributeType.NasIdentifier, nasIdentifier);
        AddTime(packet, at, delay);
    }

    private static void Describe(RadiusPacketBuilder packet, string sessionId, uint port, string vpnName, in NetworkPath path, string nasIdentifier)
    {
        packet.Add(RadiusAttributeType.NasPortType, VirtualPort);
        packet.Add(RadiusAttributeType.NasPort, port);
        packet.Add(RadiusAttributeType.NasPortId, vpnName);
        packet.Add(RadiusAttributeType.NasIpAddress, RadiusAttributeType.NasIpv6Address, path.Local.Address.ToIPAddress());
        packet.Add(RadiusAttributeType.CalledStationId, path.Local.ToString());
        packet.Add(RadiusAttributeType.CallingStationId, path.Remote.ToString());
        packet.Add(RadiusAttributeType.AcctSessionId, sessionId);
        packet.Add(RadiusAttributeType.NasIdentifier, nasIdentifier);
    }

    private static void AddTime(RadiusPacketBuilder packet, EngineInstant at, TimeSpan delay)
    {
        packet.Add(RadiusAttributeType.EventTimestamp, (uint)(at.UnixMilliseconds / 1000));
        packet.Add(RadiusAttributeType.AcctDelayTime, (uint)Math.Clamp(delay.TotalSeconds, 0, uint.MaxValue));
    }

    /// <summary>What does not fit 32 bits goes into another attribute (RFC 2869 section 5.1).</summary>
    private static void AddOctets(RadiusPacketBuilder packet, RadiusAttributeType low, RadiusAttributeType high, ulong octets)
    {
        packet.Add(low, (uint)octets);
        packet.Add(high, (uint)(octets >> 32));
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> value) => value[..Math.Min(value.Length, RadiusPacket.LongestValue)];
}
