using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class UsmHostileInputTests
{
    private readonly UsmFixture _usm = new();

    public static TheoryData<string> Users() => ["guest", "reader", "admin", "old"];

    [Theory]
    [MemberData(nameof(Users))]
    public void Open_EveryPrefix_IsMalformed(string name)
    {
        var sample = Sample(name);
        for (var length = 0; length < sample.Length; length++)
        {
            Assert.Equal(UsmOutcome.Malformed, _usm.Open(sample[..length]));
        }
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void Open_EveryChangedOctet_IsNeverAcceptedIfSigned(string name)
    {
        var sample = Sample(name);
        for (var at = 0; at < sample.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                if (sample[at] == value)
                {
                    continue;
                }

                var changed = (byte[])sample.Clone();
                changed[at] = (byte)value;
                var outcome = _usm.Engine.Open(changed, _usm.PlainText, UsmFixture.Now, out var request);
                var report = _usm.Engine.Report(outcome, request, _usm.Buffer, UsmFixture.Now);
                Assert.InRange(_usm.Buffer[report].Length, 0, 3 * changed.Length);

                // Only the flags decide whether there is a signature at all, and then the level says so.
                Assert.True(
                    name == "guest" || outcome != UsmOutcome.Accepted || request.Level == SecurityLevel.NoAuthNoPriv, $"octet {at} as {value}");
            }
        }
    }

    [Fact]
    public void Open_OctetsBehindTheMessage_AreMalformed()
    {
        Assert.Equal(UsmOutcome.Malformed, _usm.Open([.. Sample("guest"), 0]));
        Assert.Equal(UsmOutcome.Malformed, _usm.Open([.. Sample("admin"), 0]));
    }

    [Theory]
    [InlineData("3084FFFFFFFF0201033000")]
    [InlineData("30800201030000")]
    [InlineData("300C020103300702010104847FFFFF")]
    [InlineData("3000")]
    [InlineData("")]
    public void Open_ClaimedLengths_AllocateNothing(string hex)
    {
        var message = Convert.FromHexString(hex);
        _usm.Open(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = _usm.Open(message);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(UsmOutcome.Malformed, outcome);
    }

    [Theory]
    [InlineData(-1, 65_507, 0)]
    [InlineData(1, 483, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 65_507, -1)]
    public void Open_NumbersOutOfRange_AreMalformed(int messageId, int maximumSize, int time)
    {
        var message = UsmFixture.Get(UsmFixture.Guest) with { MessageId = messageId, MaximumSize = maximumSize, Time = time };
        Assert.Equal(UsmOutcome.Malformed, _usm.Open(message.Build()));
    }

    [Fact]
    public void Open_UserNameOfThirtyThreeOctets_IsMalformed()
    {
        Assert.Equal(UsmOutcome.UnknownUserName, _usm.Open((UsmFixture.Get(UsmFixture.Guest) with { UserName = new string('u', 32) }).Build()));
        Assert.Equal(UsmOutcome.Malformed, _usm.Open((UsmFixture.Get(UsmFixture.Guest) with { UserName = new string('u', 33) }).Build()));
    }

    [Fact]
    public void Open_LargestDatagram_IsDecrypted()
    {
        var admin = UsmFixture.Admin;
        var pdu = SnmpV3Message.PduOf(PduType.Get, 99, [.. Enumerable.Repeat(UsmFixture.SysDescr, 4_600)]);
        var message = (UsmFixture.Get(admin) with { Pdu = pdu }).Build(admin);
        Assert.InRange(message.Length, 64_000, 65_507);
        Assert.Equal(UsmOutcome.Accepted, _usm.Engine.Open(message, _usm.PlainText, UsmFixture.Now, out var request));
        Assert.Equal(pdu, request.PduOctets);
    }

    private static byte[] Sample(string name)
    {
        var user = name switch
        {
            "guest" => UsmFixture.Guest,
            "reader" => UsmFixture.Reader,
            "admin" => UsmFixture.Admin,
            _ => UsmFixture.Old,
        };
        return UsmFixture.Get(user).Build(user);
    }
}
