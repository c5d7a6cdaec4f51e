using System.Net;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

/// <summary>Notifications and targets that the tests of this folder share.</summary>
internal static class SampleNotifications
{
    internal static readonly ObjectIdentifier VpnDown = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500.0.2");
    internal static readonly ObjectIdentifier VpnName = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500.1.3.1.2.7");

    internal static Notification Down(string vpn = "berlin", uint upTime = 4711) => new NotificationBuilder()
        .Begin(VpnDown, upTime)
        .Add(VpnName, vpn, static (value, ref writer) => writer.WriteText(value))
        .Build();

    internal static NotificationTarget Target(
        int port = 162, SnmpVersion version = SnmpVersion.V2c, NotificationType type = NotificationType.Trap, string community = "public") => new()
        {
            Name = $"target-{port}",
            EndPoint = new IPEndPoint(IPAddress.Loopback, port),
            Type = type,
            Security = NotificationSecurity.OfCommunity(version, System.Text.Encoding.UTF8.GetBytes(community), community),
        };

    internal static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>Everything that is due now.</summary>
    internal static List<(NotificationTarget Target, byte[] Datagram)> TakeAll(this NotificationOriginator originator, TimeSpan now)
    {
        var buffer = new byte[NotificationOriginator.BufferLength];
        var datagrams = new List<(NotificationTarget, byte[])>();
        for (int length; (length = originator.TakeDatagram(now, buffer, out var target)) > 0;)
        {
            datagrams.Add((target!, buffer[..length]));
        }

        return datagrams;
    }

    /// <summary>The Response that a receiver of SNMPv2c gives to an inform.</summary>
    internal static byte[] Acknowledge(byte[] inform, ErrorStatus status = ErrorStatus.NoError, string community = "public", int? requestId = null)
    {
        Assert.Equal(BerError.None, CommunityMessage.TryRead(inform, out var message));
        Assert.Equal(BerError.None, Pdu.TryRead(message.PduOctets, out var pdu));
        Assert.Equal(PduType.Inform, pdu.Type);
        var octets = System.Text.Encoding.UTF8.GetBytes(community);
        var buffer = new byte[65_535];
        var start = MessageWriter.MaximumHead(octets.Length);
        pdu.VarBindOctets.CopyTo(buffer.AsSpan(start));
        return MessageWriter.Frame(
            buffer, start, pdu.VarBindOctets.Length, SnmpVersion.V2c, octets, PduType.Response, requestId ?? pdu.RequestId, (int)status, 0).ToArray();
    }

    internal static int RequestIdOf(byte[] datagram)
    {
        Assert.Equal(BerError.None, CommunityMessage.TryRead(datagram, out var message));
        Assert.Equal(BerError.None, Pdu.TryRead(message.PduOctets, out var pdu));
        return pdu.RequestId;
    }
}
