using System.Collections.Immutable;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

// What myikev2VpnTable and myikev2ChildTable tell of a vpn's coming and going, and the counters that outlive its tunnels.
public class VpnRecordTests
{
    private readonly CannedRegistry _canned = new(tunnels: 4);
    private readonly CannedAgent _agent;

    public VpnRecordTests() => _agent = new CannedAgent(_canned);

    [Fact]
    public void VpnTable_CameAndWent_ShowsCountsTimesAndReason()
    {
        _canned.Clock.Advance(TimeSpan.FromSeconds(100));
        Remember("vpn-2", new VpnPast
        {
            UpCount = 5,
            DownCount = 4,
            LastUpAt = CannedRegistry.Now.AddSeconds(60),
            LastDownAt = CannedRegistry.Now.AddSeconds(50),
            LastDownReason = CloseReason.PeerDead,
            LastDownText = "no answer",
        });

        Assert.Equal((6_000u, (int)CloseReason.PeerDead, "no answer"), (Vpn(7, 2), Vpn(8, 2), _agent.Get(CannedAgent.Own("3.1.9.2")).Text));
        Assert.Equal((5ul, 4ul), (Vpn(10, 2), Vpn(11, 2)));
        Assert.Equal((1, 1), (Vpn(5, 2), Vpn(6, 2)));
    }

    [Fact]
    public void VpnTable_NeverUp_HasNoReasonAndNoTimes()
    {
        Assert.Equal((2, 0u, (int)CloseReason.None, 0ul, 0ul), (Vpn(6, 5), Vpn(7, 5), Vpn(8, 5), Vpn(10, 5), Vpn(11, 5)));
        Assert.Equal((0u, 0u, 0u), (Vpn(24, 5), Vpn(47, 5), Vpn(50, 5)));
    }

    [Fact]
    public void VpnTable_ActiveTime_CountsFromTheFirstIkeSa()
    {
        _canned.Commit(1, [CannedRegistry.Tunnel(2) with { Generation = 3, UniqueId = 77, UpSince = CannedRegistry.Now.AddSeconds(-500) }]);
        _canned.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((50_100u, 3u), (Vpn(24, 2), Vpn(51, 2)));
    }

    [Fact]
    public void VpnTable_IkeCounters_GoOnOverReconnects()
    {
        // Each counter has a value of its own, so that two of them cannot be swapped unseen.
        string[] names =
        [
            nameof(IkeCounterReading.IkeRekeys), nameof(IkeCounterReading.ChildRekeys), nameof(IkeCounterReading.Reauthentications),
            nameof(IkeCounterReading.RekeyFailures), nameof(IkeCounterReading.AuthFailures), nameof(IkeCounterReading.DpdProbes),
            nameof(IkeCounterReading.DpdReplies), nameof(IkeCounterReading.DpdFailures), nameof(IkeCounterReading.Retransmits),
            nameof(IkeCounterReading.InRetransmits), nameof(IkeCounterReading.InMessages), nameof(IkeCounterReading.OutMessages),
            nameof(IkeCounterReading.InOctets), nameof(IkeCounterReading.OutOctets),
        ];
        var before = Enumerable.Range(27, names.Length).Select(column => (ulong)Vpn(column, 3)!).ToArray();
        object past = default(IkeCounterReading);
        for (var i = 0; i < names.Length; i++)
        {
            typeof(IkeCounterReading).GetProperty(names[i])!.SetValue(past, (ulong)(1_000 * (i + 1)));
        }

        Remember("vpn-3", new VpnPast { Ike = (IkeCounterReading)past });

        Assert.Equal(
            before.Select((value, i) => value + (ulong)(1_000 * (i + 1))),
            Enumerable.Range(27, names.Length).Select(column => (ulong)Vpn(column, 3)!));
        Assert.Equal((30ul, 7ul), (before[10], before[5]));
    }

    [Fact]
    public void VpnTable_TunnelGone_KeepsItsTotals()
    {
        var tunnel = CannedRegistry.Tunnel(2);
        var traffic = (ulong)Vpn(41, 2)!;
        var messages = (ulong)Vpn(37, 2)!;
        var past = new VpnPast().Plus(PastTraffic.Fold(tunnel.Past, new PastTraffic("trunk", 1, tunnel.Children[0].Counters.Read())), tunnel.Counters.Read());
        Remember("vpn-2", past, [(tunnel.Id, 1)]);

        Assert.Equal((2, 0u, 0u), (Vpn(6, 2), Vpn(25, 2), Vpn(26, 2)));
        Assert.Equal((traffic, messages), (Vpn(41, 2), Vpn(37, 2)));
        Assert.Equal(traffic, Child(23, "2.2"));
        Assert.Equal((2, 0u), (Child(3, "2.2"), Child(10, "2.2")));
    }

    [Fact]
    public void VpnTable_SaThatIsOnlyGuessedToBeItsOwn_DoesNotCount()
    {
        var messages = (ulong)Vpn(37, 2)!;
        var counters = new IkeTunnelCounters();
        counters.InMessages.Set(1_000);
        _canned.Commit(1, [CannedRegistry.Tunnel(2) with
        {
            Id = new TunnelId(900), UniqueId = 900, State = IkeTunnelState.InitAnswered, IsVpnCertain = false, Children = [], Past = [], Counters = counters,
        }]);

        Assert.Equal((2u, messages), (Vpn(25, 2), Vpn(37, 2)));
    }

    [Fact]
    public void ChildTable_Rekeys_AreCountedOverReconnects()
    {
        Remember("vpn-3", new VpnPast { Traffic = [new PastTraffic("trunk", 4, default, Rekeys: 3), new PastTraffic("other", 9, default, Rekeys: 9)] });
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with { Past = [new PastTraffic("trunk", 2, default, Rekeys: 2)] }]);
        Assert.Equal(5ul, Child(21, "3.3"));
    }

    [Fact]
    public void ChildTable_LastChange_IsThatOfThePairOrOfTheVpn()
    {
        _canned.Clock.Advance(TimeSpan.FromSeconds(100));
        var tunnel = CannedRegistry.Tunnel(3);
        _canned.Commit(0, [tunnel with { Children = [tunnel.Children[0] with { InstalledAt = CannedRegistry.Now.AddSeconds(10) }] }]);
        Assert.Equal(1_000u, Child(4, "3.3"));
        Remember("vpn-3", new VpnPast { LastDownAt = CannedRegistry.Now.AddSeconds(20) }, [(tunnel.Id, 1)]);
        Assert.Equal((2, 2_000u), (Child(3, "3.3"), Child(4, "3.3")));
    }

    [Fact]
    public void IkeSaTable_Extensions_HaveABitEach()
    {
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with
        {
            Mobike = true, PpkUsed = true, Intermediate = true, Childless = true, Redirect = true, SignatureHashes = true, SessionResumption = true,
            PeerWindow = 4, AdditionalKeyExchanges = [CannedRegistry.Ecp256, CannedRegistry.Modp2048],
        }]);
        Assert.Equal([0xFF], (byte[])_agent.Get(CannedAgent.Own("5.1.18.3.3")).Value!);
        Assert.Equal("19,14", _agent.Get(CannedAgent.Own("5.1.14.3.3")).Text);
        Assert.Equal((4u, 0u), (_agent.Get(CannedAgent.Own("5.1.19.3.3")).Value, _agent.Get(CannedAgent.Own("5.1.20.3.3")).Value));
    }

    private void Remember(string vpn, VpnPast past, (TunnelId Id, uint Generation)[]? gone = null)
    {
        var shard = vpn is "vpn-2" or "vpn-4" ? 1 : 0;
        _canned.Commit(shard, removals: gone, ended: ImmutableDictionary<VpnKey, VpnPast>.Empty.Add(new VpnKey("main", vpn), past));
    }

    private object? Vpn(int column, int row) => _agent.Get(CannedAgent.Own($"3.1.{column}.{row}")).Value;

    private object? Child(int column, string row) => _agent.Get(CannedAgent.Own($"6.1.{column}.{row}")).Value;
}
