using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

// The non-authoritative role against the authoritative one: discovery, synchronisation, and what a forger can do (nothing).
public class UsmPeerTests
{
    private static readonly byte[] Inform = SnmpV3Message.PduOf(PduType.Inform, 99, UsmFixture.SysDescr);

    private static readonly UsmCredentials AdminCredentials =
        UsmFixture.Credentials("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    private readonly UsmFixture _receiver = new();
    private readonly byte[] _plainText = new byte[2_000];

    public static TheoryData<string, AuthenticationProtocol, PrivacyProtocol> Users() => new()
    {
        { "guest", AuthenticationProtocol.None, PrivacyProtocol.None },
        { "reader", AuthenticationProtocol.Sha1, PrivacyProtocol.None },
        { "admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128 },
        { "old", AuthenticationProtocol.Md5, PrivacyProtocol.Des },
        { "rare", AuthenticationProtocol.Sha224, PrivacyProtocol.Aes256 },
    };

    /// <summary>Discovers and synchronises, and gives the first request that is accepted.</summary>
    internal static byte[] SynchronizedRequest(UsmPeer peer, UsmFixture receiver, byte[] pdu)
    {
        var plainText = new byte[2_000];
        var probe = receiver.Buffer[peer.WriteDiscovery(1, 1, receiver.Buffer)];
        Assert.Equal(UsmPeerOutcome.EngineDiscovered, peer.Open(receiver.Report(probe), plainText, 0, out _, out _));
        var first = Seal(peer, 2, pdu, 0);
        if (receiver.Open(first) == UsmOutcome.Accepted)
        {
            return first;
        }

        Assert.Equal(UsmPeerOutcome.TimeSynchronized, peer.Open(receiver.Report(first), plainText, 0, out _, out _));
        var second = Seal(peer, 3, pdu, 0);
        Assert.Equal(UsmOutcome.Accepted, receiver.Open(second));
        return second;
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void Peer_FromNothing_IsDiscoveredSynchronisedAndAnswered(
        string name, AuthenticationProtocol authentication, PrivacyProtocol privacy)
    {
        using var credentials = UsmFixture.Credentials(name, authentication, privacy);
        var receiver = new UsmFixture(more: name == "rare" ? [credentials.ForEngine(UsmFixture.EngineId)] : []);
        using var peer = new UsmPeer(credentials, credentials.HighestLevel, new UsmSalt());
        Assert.False(peer.IsDiscovered);
        var request = SynchronizedRequest(peer, receiver, Inform);
        Assert.True(peer.IsDiscovered);
        Assert.Equal(UsmFixture.EngineId, peer.EngineId);

        var response = SnmpV3Message.PduOf(PduType.Response, 99);
        var answer = receiver.Answer(request, response);
        Assert.Equal(UsmPeerOutcome.Accepted, peer.Open(answer, _plainText, 0, out var reply, out _));
        Assert.Equal(response, reply.PduOctets);

        // Our notion of its time moves with our clock.
        Assert.Equal(UsmOutcome.Accepted, receiver.Open(Seal(peer, 4, Inform, 5_000), UsmFixture.Now + 5_000));
        Assert.Equal(
            authentication == AuthenticationProtocol.None ? UsmOutcome.Accepted : UsmOutcome.NotInTimeWindow,
            receiver.Open(Seal(peer, 4, Inform, 5_000), UsmFixture.Now));
    }

    [Fact]
    public void Peer_Probe_IsTheOneOfTheStandard()
    {
        using var peer = new UsmPeer(AdminCredentials, SecurityLevel.AuthPriv, new UsmSalt());
        var buffer = new byte[2_000];
        var probe = SnmpV3Message.Read(buffer[peer.WriteDiscovery(17, 18, buffer)]);
        Assert.Equal((17, "", 0, 0, (byte?)4), (probe.MessageId, probe.UserName, probe.Boots, probe.Time, probe.Flags));
        Assert.Empty(probe.EngineId);
        Assert.Equal(SnmpV3Message.PduOf(PduType.Get, 18).Length - 9, probe.Pdu.Length); // minimal integers
        Assert.Throws<InvalidOperationException>(() => peer.Seal(1, buffer, 500, 10, 0));
    }

    [Fact]
    public void Open_ReportsWithoutDigest_DoNotMoveTheClock()
    {
        using var peer = Admin(out _);
        var forged = new SnmpV3Message
        {
            EngineId = UsmFixture.EngineId,
            Boots = UsmFixture.Boots + 1,
            Time = 5,
            UserName = "admin",
            Pdu = ReportPdu("1.3.6.1.6.3.15.1.1.2.0"),
        };
        Assert.Equal(UsmPeerOutcome.Ignored, peer.Open(forged.Build(), _plainText, 0, out _, out _));
        Assert.Equal(UsmOutcome.Accepted, _receiver.Open(Seal(peer, 9, Inform, 0)));
    }

    [Theory]
    [InlineData(1, UsmOutcome.UnsupportedSecurityLevel)]
    [InlineData(3, UsmOutcome.UnknownUserName)]
    [InlineData(5, UsmOutcome.WrongDigest)]
    [InlineData(6, UsmOutcome.DecryptionError)]
    public void Open_Refusal_SaysWhich(int counter, UsmOutcome expected)
    {
        using var peer = Admin(out _);
        var report = new SnmpV3Message { EngineId = UsmFixture.EngineId, Pdu = ReportPdu($"1.3.6.1.6.3.15.1.1.{counter}.0") };
        Assert.Equal(UsmPeerOutcome.Refused, peer.Open(report.Build(), _plainText, 0, out _, out var refusal));
        Assert.Equal(expected, refusal);
        Assert.True(peer.IsDiscovered);
    }

    [Fact]
    public void Open_OtherEngineId_IsDiscoveredAnew()
    {
        using var peer = Admin(out _);
        var replaced = Convert.FromHexString("8000cafe05ffffff");
        var report = new SnmpV3Message { EngineId = replaced, Pdu = ReportPdu("1.3.6.1.6.3.15.1.1.4.0") };
        Assert.Equal(UsmPeerOutcome.EngineDiscovered, peer.Open(report.Build(), _plainText, 0, out _, out _));
        Assert.Equal(replaced, peer.EngineId);
        Assert.Equal(UsmPeerOutcome.Refused, peer.Open(report.Build(), _plainText, 0, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80000000")]
    [InlineData("800000000000000000000000000000000000000000000000000000000000000000")]
    public void Open_ImpossibleEngineId_IsIgnored(string engineId)
    {
        using var credentials = UsmFixture.Credentials("admin", AuthenticationProtocol.Sha256);
        using var peer = new UsmPeer(credentials, SecurityLevel.AuthNoPriv, new UsmSalt());
        var report = new SnmpV3Message { EngineId = Convert.FromHexString(engineId), Pdu = ReportPdu("1.3.6.1.6.3.15.1.1.4.0") };
        Assert.Equal(UsmPeerOutcome.Ignored, peer.Open(report.Build(), _plainText, 0, out _, out _));
        Assert.False(peer.IsDiscovered);
    }

    [Fact]
    public void Open_AnswerOfLowerLevel_IsIgnored()
    {
        using var peer = Admin(out _);
        var admin = UsmFixture.Admin;
        var response = SnmpV3Message.PduOf(PduType.Response, 99);
        foreach (var level in Enum.GetValues<SecurityLevel>())
        {
            var answer = SnmpV3Message.From(admin, level, UsmFixture.Boots, UsmFixture.Now, response);
            Assert.Equal(
                level == SecurityLevel.AuthPriv ? UsmPeerOutcome.Accepted : UsmPeerOutcome.Ignored,
                peer.Open(answer.Build(admin), _plainText, 0, out _, out _));
        }
    }

    [Theory]
    [InlineData(UsmFixture.Boots, UsmFixture.Now - 150, true)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now - 151, false)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now + 100_000, true)]
    [InlineData(UsmFixture.Boots - 1, UsmFixture.Now, false)]
    [InlineData(UsmFixture.Boots + 1, 0, true)]
    [InlineData(int.MaxValue, 0, false)]
    public void Open_StampOfAnAnswer_MayNotBeOld(int boots, int time, bool isAccepted)
    {
        using var peer = Admin(out _);
        var admin = UsmFixture.Admin;
        var answer = SnmpV3Message.From(admin, SecurityLevel.AuthPriv, boots, time, SnmpV3Message.PduOf(PduType.Response, 99));
        Assert.Equal(isAccepted ? UsmPeerOutcome.Accepted : UsmPeerOutcome.Ignored, peer.Open(answer.Build(admin), _plainText, 0, out _, out _));
    }

    [Fact]
    public void Peer_ReceiverRestarts_IsSynchronisedAgain()
    {
        using var peer = Admin(out _);
        var restarted = new UsmFixture(boots: UsmFixture.Boots + 1);
        var request = Seal(peer, 5, Inform, 60);
        Assert.Equal(UsmPeerOutcome.TimeSynchronized, peer.Open(restarted.Report(request, 3), _plainText, 60, out _, out _));
        Assert.Equal(UsmOutcome.Accepted, restarted.Open(Seal(peer, 6, Inform, 61), 4));
    }

    [Fact]
    public void Peer_ReceiverLostItsBoots_IsBelievedAfterForgetting()
    {
        using var peer = Admin(out _);
        var poorer = new UsmFixture(boots: 1);
        Assert.Equal(UsmPeerOutcome.Ignored, peer.Open(poorer.Report(Seal(peer, 5, Inform, 60), 3), _plainText, 60, out _, out _));
        peer.Forget();
        Assert.False(peer.IsDiscovered);
        SynchronizedRequest(peer, poorer, Inform);
    }

    [Fact]
    public void Open_EveryChangedOctetOfAnAnswer_IsNeverAccepted()
    {
        using var peer = Admin(out var request);
        var answer = _receiver.Answer(request, SnmpV3Message.PduOf(PduType.Response, 99));
        for (var at = 0; at < answer.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = (byte[])answer.Clone();
                changed[at] ^= (byte)(1 << bit);
                Assert.NotEqual(UsmPeerOutcome.Accepted, peer.Open(changed, _plainText, 0, out _, out _));
            }
        }

        Assert.Equal(UsmPeerOutcome.Accepted, peer.Open(answer, _plainText, 0, out _, out _));
    }

    [Fact]
    public void Peer_LevelWithoutKeys_IsAnErrorOfTheCaller()
    {
        using var credentials = UsmFixture.Credentials("reader", AuthenticationProtocol.Sha1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new UsmPeer(credentials, SecurityLevel.AuthPriv, new UsmSalt()));
    }

    private UsmPeer Admin(out byte[] request)
    {
        var peer = new UsmPeer(AdminCredentials, SecurityLevel.AuthPriv, new UsmSalt());
        request = SynchronizedRequest(peer, _receiver, Inform);
        return peer;
    }

    private static byte[] ReportPdu(string counter) => SnmpV3Message.PduOf(PduType.Report, 0, counter);

    private static byte[] Seal(UsmPeer peer, int messageId, byte[] pdu, long now)
    {
        var buffer = new byte[2_000];
        const int Start = UsmPeer.HeadRoom + 64;
        pdu.CopyTo(buffer, Start);
        var end = Start + pdu.Length;
        var start = V3ScopedPdu.Prepend(buffer, Start, end, UsmFixture.EngineId, []);
        return buffer[peer.Seal(messageId, buffer, start, end - start, now)];
    }
}
