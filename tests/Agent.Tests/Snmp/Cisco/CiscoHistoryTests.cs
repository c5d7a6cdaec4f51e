using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

public class CiscoHistoryTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);
    private readonly CannedAgent _agent;

    public CiscoHistoryTests() => _agent = new CannedAgent(_canned);

    [Fact]
    public void IkeHistory_EndedTunnel_ShowsItsLastFacts()
    {
        CannedPast.Enter(_canned);
        Assert.Equal((4, 2, 1, 1, 1), (Int("4.2.1.1.2", "1"), Int("4.2.1.1.3", "1"), Int("4.2.1.1.4", "1"), Int("4.2.1.1.6", "1"), Int("4.2.1.1.7", "1")));
        Assert.Equal(("192.0.2.1", "198.51.100.2", "vpn-2"), (Cell("4.2.1.1.5", "1").Text, Cell("4.2.1.1.8", "1").Text, Cell("4.2.1.1.10", "1").Text));
        Assert.Equal([198, 51, 100, 2], (byte[])Cell("4.2.1.1.11", "1").Value!);
        Assert.Equal(("user2@example.com", 1, 20, 1020, 1007), (Cell("4.2.1.1.12", "1").Text, Int("4.2.1.1.13", "1"), Int("4.2.1.1.14", "1"), Int("4.2.1.1.15", "1"), Int("4.2.1.1.16", "1")));
        Assert.Equal((360_000, 15_840), (Int("4.2.1.1.20", "1"), Int("4.2.1.1.18", "1")));
        Assert.Equal((0u, 1u, 2_000u, 20u, 2_200u), (Cell("4.2.1.1.21", "1").Value, Cell("4.2.1.1.22", "1").Value, Cell("4.2.1.1.23", "1").Value, Cell("4.2.1.1.24", "1").Value, Cell("4.2.1.1.31", "1").Value));
    }

    [Fact]
    public void IpsecHistory_EndedChild_ShowsItsLastFactsAndSelectors()
    {
        CannedPast.Enter(_canned);
        Assert.Equal((4, 2, 2), (Int("4.3.1.1.2", "1"), Int("4.3.1.1.3", "1"), Int("4.3.1.1.4", "1")));
        Assert.Equal((300_000, 2u, 4u), (Int("4.3.1.1.12", "1"), Cell("4.3.1.1.13", "1").Value, Cell("4.3.1.1.14", "1").Value));
        Assert.Equal((1020, 205_000ul, 406_000ul), (Int("4.3.1.1.16", "1"), Cell("4.3.1.1.26", "1").Value, Cell("4.3.1.1.39", "1").Value));
        Assert.Equal((1, 1, 3), (Int("4.3.2.1.2", "1"), Int("4.3.2.1.3", "1"), Int("4.3.2.1.5", "1")));
        Assert.Equal([192, 168, 99, 0], (byte[])Cell("4.3.2.1.12", "1").Value!);
    }

    [Fact]
    public void Failures_OfEachPhase_AreInTheirTable()
    {
        CannedPast.Enter(_canned);
        Assert.Equal([(1u, 5)], Rows("5.2.1.1.2"));
        Assert.Equal([(2u, 4), (3u, 5)], Rows("5.3.1.1.2"));
        Assert.Equal("198.51.100.2", Cell("5.2.1.1.7", "1").Text);
        Assert.Equal([192, 0, 2, 1], (byte[])Cell("5.2.1.1.8", "1").Value!);
        Assert.Equal((2, 0, 2, 0x4000_0002), (Int("5.3.1.1.4", "2"), Int("5.3.1.1.5", "2"), Int("5.3.1.1.4", "3"), Int("5.3.1.1.5", "3")));
        Assert.Equal([10, 0, 0, 1], (byte[])Cell("5.3.1.1.6", "3").Value!);
        Assert.Equal([10, 0, 0, 2], (byte[])Cell("5.3.1.1.7", "3").Value!);
    }

    [Fact]
    public void Failures_OfTheTimeOfThisAgent_HaveItsTimeStamp()
    {
        _canned.Clock.Advance(TimeSpan.FromSeconds(100));
        var failure = CannedPast.Failure(CannedRegistry.Now.AddSeconds(30), FailurePhase.Liveness, CloseReason.PeerDead);
        _canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.PeerDead, failure.At, Reason: failure.Reason) { Failure = failure }]);
        Assert.Equal((3, 3_000u), (Int("5.2.1.1.2", "1"), Cell("5.2.1.1.3", "1").Value));
    }

    [Fact]
    public void Checkpoint_TunnelsThatAreUp_HaveARowEach()
    {
        _canned.Registry.CheckpointHistory();
        Assert.Equal(7, Rows("4.2.1.1.2").Count());
        Assert.All(Rows("4.2.1.1.2"), row => Assert.Equal(7, row.Value));
        Assert.All(Rows("4.3.1.1.2"), row => Assert.Equal(7, row.Value));
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], _agent.Walk(CannedAgent.Cisco("4.2.1.1.3")).Select(binding => (int)binding.Value!));
    }

    [Theory]
    [InlineData(CloseReason.Expired, 2, 2)]
    [InlineData(CloseReason.Idle, 2, 2)]
    [InlineData(CloseReason.Replaced, 2, 2)]
    [InlineData(CloseReason.AdminDown, 3, 3)]
    [InlineData(CloseReason.ConfigurationChanged, 3, 3)]
    [InlineData(CloseReason.PeerDelete, 4, 4)]
    [InlineData(CloseReason.PeerDead, 5, 5)]
    [InlineData(CloseReason.Timeout, 5, 5)]
    [InlineData(CloseReason.InternalError, 6, 1)]
    [InlineData(CloseReason.ResourceLimit, 6, 1)]
    [InlineData(CloseReason.AuthenticationFailedRemote, 6, 1)]
    [InlineData(CloseReason.NoProposalChosen, 6, 1)]
    [InlineData(CloseReason.ProtocolError, 6, 1)]
    [InlineData(CloseReason.NetworkDown, 1, 1)]
    [InlineData(CloseReason.Other, 1, 1)]
    public void Reasons_OfAnEnd_AreThoseOfTheModule(CloseReason reason, int tunnel, int child)
    {
        Assert.Equal(tunnel, CiscoReasons.TunnelEnd(reason, isCheckpoint: false));
        Assert.Equal(child, CiscoReasons.ChildEnd(reason, FailureCause.None, isCheckpoint: false));
        Assert.Equal(6, CiscoReasons.ChildEnd(reason, FailureCause.SequenceOverflow, isCheckpoint: false));
        Assert.Equal((7, 7), (CiscoReasons.TunnelEnd(reason, isCheckpoint: true), CiscoReasons.ChildEnd(reason, FailureCause.None, isCheckpoint: true)));
    }

    [Theory]
    [InlineData(CloseReason.PeerDead, FailureCause.None, 3, 14)]
    [InlineData(CloseReason.Timeout, FailureCause.None, 3, 14)]
    [InlineData(CloseReason.AuthenticationFailedLocal, FailureCause.None, 5, 1)]
    [InlineData(CloseReason.AuthenticationFailedLocal, FailureCause.BadIntegrity, 6, 9)]
    [InlineData(CloseReason.InternalError, FailureCause.None, 8, 2)]
    [InlineData(CloseReason.ResourceLimit, FailureCause.None, 9, 12)]
    [InlineData(CloseReason.Other, FailureCause.Capacity, 9, 12)]
    [InlineData(CloseReason.NoProposalChosen, FailureCause.None, 10, 4)]
    [InlineData(CloseReason.InvalidKe, FailureCause.None, 10, 4)]
    [InlineData(CloseReason.TsUnacceptable, FailureCause.None, 10, 4)]
    [InlineData(CloseReason.CertificateInvalid, FailureCause.None, 12, 1)]
    [InlineData(CloseReason.ProtocolError, FailureCause.None, 15, 3)]
    [InlineData(CloseReason.Other, FailureCause.Malformed, 15, 3)]
    [InlineData(CloseReason.Other, FailureCause.UnknownSpi, 16, 6)]
    [InlineData(CloseReason.Other, FailureCause.SelectorMismatch, 1, 5)]
    [InlineData(CloseReason.Other, FailureCause.Decryption, 15, 7)]
    [InlineData(CloseReason.Other, FailureCause.Encryption, 1, 8)]
    [InlineData(CloseReason.Other, FailureCause.SequenceOverflow, 1, 15)]
    [InlineData(CloseReason.Other, FailureCause.None, 1, 1)]
    public void Reasons_OfAFailure_AreThoseOfTheModule(CloseReason reason, FailureCause cause, int ike, int ipsec)
    {
        var failure = CannedPast.Failure(CannedRegistry.Now, FailurePhase.Other, reason) with { Cause = cause };
        Assert.Equal((ike, ipsec), (CiscoReasons.IkeFailure(failure), CiscoReasons.IpsecFailure(failure)));
    }

    private IEnumerable<(uint Index, int Value)> Rows(string column) =>
        _agent.Walk(CannedAgent.Cisco(column)).Select(binding => (binding.Name.SubIdentifiers[^1], (int)binding.Value!));

    private int Int(string column, string index) => (int)Cell(column, index).Value!;

    private SnmpBinding Cell(string column, string index) => _agent.Get(CannedAgent.Cisco($"{column}.{index}"));
}
