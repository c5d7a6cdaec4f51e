using System.Net;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;
using static MyIkev2.SnmpProtocol.Tests.Notifications.SampleNotifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

// The mapping of RFC 3584 section 3.2.
public class TrapV1Tests
{
    [Theory]
    [InlineData("1.3.6.1.4.1.8072.9999.9999.4500.0.2", "1.3.6.1.4.1.8072.9999.9999.4500", 6, 2)]
    [InlineData("1.3.6.1.4.1.9.9.171.2.0.13", "1.3.6.1.4.1.9.9.171.2", 6, 13)]
    [InlineData("1.3.6.1.4.1.4711.5", "1.3.6.1.4.1.4711", 6, 5)]
    [InlineData("1.3.6.1.6.3.1.1.5.1", "1.3.6.1.6.3.1.1.5", 0, 0)]
    [InlineData("1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5", 2, 0)]
    [InlineData("1.3.6.1.6.3.1.1.5.6", "1.3.6.1.6.3.1.1.5", 5, 0)]
    [InlineData("1.3.6.1.6.3.1.1.5.7", "1.3.6.1.6.3.1.1.5", 6, 7)]
    public void Trap_Name_GivesEnterpriseGenericAndSpecific(string name, string enterprise, int generic, int specific)
    {
        var trap = Read(new NotificationBuilder().Begin(ObjectIdentifier.Parse(name), 5).Build());
        Assert.Equal((enterprise, generic, specific), (trap.Enterprise, trap.Generic, trap.Specific));
        Assert.Equal(0, trap.Objects);
    }

    [Fact]
    public void Trap_WithTrapEnterprise_StandardNameTakesItAndOthersDoNot()
    {
        var enterprise = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500.3.1");
        var standard = Read(new NotificationBuilder().Begin(SnmpTrapNames.ColdStart, 5).AddEnterprise(enterprise).Build());
        Assert.Equal((enterprise.ToString(), 0, 0), (standard.Enterprise, standard.Generic, standard.Specific));
        var own = Read(new NotificationBuilder().Begin(VpnDown, 5).AddEnterprise(enterprise).Build());
        Assert.Equal(("1.3.6.1.4.1.8072.9999.9999.4500", 6, 2), (own.Enterprise, own.Generic, own.Specific));
    }

    [Fact]
    public void Trap_Fields_AreAddressTimeAndObjects()
    {
        var trap = Read(Down(upTime: 123_456), IPAddress.Parse("192.0.2.7"));
        Assert.Equal(("public", "192.0.2.7", 123_456U, 1), (trap.Community, trap.AgentAddress, trap.UpTime, trap.Objects));
    }

    [Fact]
    public void Trap_AgentAddressOfIpv6_IsZero() =>
        Assert.Equal("0.0.0.0", Read(Down(), IPAddress.Parse("2001:db8::1")).AgentAddress);

    [Fact]
    public void Trap_WithCounter64_HasNoV1Form()
    {
        var notification = new NotificationBuilder().Begin(VpnDown, 1).Add(VpnName, 5UL, static (value, ref writer) => writer.WriteCounter64(value)).Build();
        var originator = new NotificationOriginator([Target(version: SnmpVersion.V1), Target(2)]);
        originator.Notify(notification);
        Assert.Equal(2, Assert.Single(originator.TakeAll(Seconds(0))).Target.EndPoint.Port);
        Assert.Equal((1UL, 1UL), (originator.Counters.Traps, originator.Counters.Unencodable));
    }

    [Fact]
    public void Builder_ValueThatIsMissingOrTooLong_Throws()
    {
        var builder = new NotificationBuilder().Begin(VpnDown, 1);
        Assert.Throws<InvalidOperationException>(() => builder.Add(VpnName, 0, static (_, ref _) => { }));
        Assert.Throws<InvalidOperationException>(
            () => builder.Add(VpnName, new byte[NotificationBuilder.MaximumLength], static (value, ref writer) => writer.WriteOctetString(value)));
        Assert.Throws<InvalidOperationException>(() => new NotificationBuilder().Build());
    }

    private static Trap Read(Notification notification, IPAddress? agent = null)
    {
        var originator = new NotificationOriginator([Target(version: SnmpVersion.V1) with { AgentAddress = agent ?? IPAddress.Any }]);
        originator.Notify(notification);
        var message = new BerReader(Assert.Single(originator.TakeAll(Seconds(0))).Datagram).ReadConstructed(BerTag.Sequence);
        Assert.Equal((int)SnmpVersion.V1, message.ReadInteger32());
        var community = System.Text.Encoding.UTF8.GetString(message.ReadOctetString());
        var pdu = message.ReadConstructed((BerTag)PduType.TrapV1);
        message.ExpectEnd();
        Assert.Equal(BerError.None, message.Error);
        Span<uint> enterprise = stackalloc uint[ObjectIdentifier.MaximumLength];
        var length = pdu.ReadObjectIdentifier(enterprise);
        var address = new IPAddress(pdu.ReadContent(BerTag.IpAddress));
        var (generic, specific, upTime) = (pdu.ReadInteger32(), pdu.ReadInteger32(), pdu.ReadUnsigned32(BerTag.TimeTicks));
        var objects = pdu.ReadContent(BerTag.Sequence);
        pdu.ExpectEnd();
        Assert.Equal(BerError.None, pdu.Error);
        Assert.Equal(BerError.None, VarBindReader.Check(objects, out var count));
        return new Trap(community, new ObjectIdentifier(enterprise[..length]).ToString(), address.ToString(), generic, specific, upTime, count);
    }

    private sealed record Trap(string Community, string Enterprise, string AgentAddress, int Generic, int Specific, uint UpTime, int Objects);
}
