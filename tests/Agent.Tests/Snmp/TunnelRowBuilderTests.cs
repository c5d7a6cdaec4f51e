using System.Net;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

public class TunnelRowBuilderTests
{
    private readonly CannedRegistry _canned = new(tunnels: 40, shards: 2);
    private readonly MibNumbers _numbers = new(TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Update_RandomChanges_GivesWhatABuildFromNothingGives(int seed)
    {
        var random = new Random(seed);
        var builder = new TunnelRowBuilder(_numbers);
        Configure(40);
        for (var round = 0; round < 120; round++)
        {
            if (round % 30 == 29)
            {
                Configure(random.Next(20, 60));
            }
            else
            {
                Change(random);
            }

            var view = _canned.Registry.Capture();
            Assert.Equal(Describe(TunnelRows.Build(view, _numbers)), Describe(builder.Update(view)));
        }
    }

    [Fact]
    public void Update_OneTunnelChanged_KeepsEveryOtherRow()
    {
        var builder = new TunnelRowBuilder(_numbers);
        var before = builder.Update(_canned.Registry.Capture());
        _canned.Commit(1, [CannedRegistry.Tunnel(2) with { State = IkeTunnelState.Rekeying }]);
        var after = builder.Update(_canned.Registry.Capture());

        Assert.Equal(before.Vpns.Count, after.Vpns.Count);
        Assert.Equal(2u, Assert.Single(before.Vpns.Zip(after.Vpns), pair => !ReferenceEquals(pair.First, pair.Second)).Second.Index);
    }

    [Fact]
    public void Update_DynamicPeers_ComeAndGoWithTheirTunnels()
    {
        Configure(3);
        var builder = new TunnelRowBuilder(_numbers);
        var first = builder.Update(_canned.Registry.Capture());
        Assert.Null(first.LastRowChange);
        var tunnel = CannedRegistry.Tunnel(200) with { VpnName = "template" };
        _canned.Commit(1, [tunnel]);

        var with = builder.Update(_canned.Registry.Capture());
        var row = with.Vpns[^1];
        Assert.Equal((1_000_000_200u, true, $"template/{tunnel.RemoteIdentity.Text}"), (row.Index, row.IsDynamic, row.Name));
        Assert.Equal(1_000_000_200u, Assert.Single(row.Children).Index);
        Assert.Equal(_canned.Clock.GetUtcNow(), with.LastRowChange);
        Assert.Same(row, with.Find(1_000_000_200));

        _canned.Commit(1, removals: [(tunnel.Id, 1)]);
        Assert.Null(builder.Update(_canned.Registry.Capture()).Find(1_000_000_200));
    }

    [Fact]
    public void Update_TunnelWhoseNumberIsTaken_GetsTheNextOne()
    {
        var builder = new TunnelRowBuilder(_numbers);
        const ulong Cycle = int.MaxValue - MibNumbers.FirstDynamic + 1;
        _canned.Registry.SetConfiguration([]);
        var old = CannedRegistry.Tunnel(7) with { Id = new TunnelId(7), VpnName = "" };
        var young = CannedRegistry.Tunnel(7) with { Id = new TunnelId(7 + Cycle), UniqueId = 4_000, VpnName = "" };
        _canned.Commit(0, [old]);
        builder.Update(_canned.Registry.Capture());
        _canned.Commit(0, [young]);

        var rows = builder.Update(_canned.Registry.Capture());

        Assert.Same(old, rows.Find(1_000_000_007)!.Current);
        Assert.Same(young, rows.Find(1_000_000_008)!.Current);
    }

    [Fact]
    public void Names_SameInTwoVrfs_StandForTheLowestIndex()
    {
        _canned.Registry.SetConfiguration([Vpn("b"), Vpn("a"), Vpn("a") with { Vrf = "blue" }, Vpn("aa"), Vpn("ä"), Vpn("B")]);
        foreach (var shard in (int[])[0, 1])
        {
            _canned.Commit(shard, removals: [.. _canned.Registry.Capture().Shards[shard].Tunnels.Enumerate().Select(tunnel => (tunnel.Id, tunnel.Generation))]);
        }

        var builder = new TunnelRowBuilder(_numbers);
        Assert.Equal(["B=6", "a=2", "aa=4", "b=1", "ä=5"], Names(builder.Update(_canned.Registry.Capture())));
        _canned.Registry.SetConfiguration([Vpn("b"), Vpn("a") with { Vrf = "blue" }, Vpn("aa")]);
        Assert.Equal(["a=3", "aa=4", "b=1"], Names(builder.Update(_canned.Registry.Capture())));
    }

    [Fact]
    public void Names_TooLong_AreCutOnACharacterBoundary()
    {
        var name = new string('x', 63) + "ü";
        _canned.Registry.SetConfiguration([Vpn(name)]);

        var names = new TunnelRowBuilder(_numbers).Update(_canned.Registry.Capture()).Names;

        Assert.Equal(new string('x', 63), System.Text.Encoding.UTF8.GetString(names.Single(entry => entry.Octets[0] == (byte)'x').Octets));
    }

    [Theory]
    [InlineData(IkeTunnelState.Established, IpsecTunnelState.Installed, VpnStatus.Up, ChildStatus.Up)]
    [InlineData(IkeTunnelState.Rekeying, IpsecTunnelState.Rekeying, VpnStatus.Up, ChildStatus.Rekeying)]
    [InlineData(IkeTunnelState.Established, IpsecTunnelState.Negotiating, VpnStatus.Partial, ChildStatus.Negotiating)]
    [InlineData(IkeTunnelState.Established, IpsecTunnelState.Deleted, VpnStatus.Partial, ChildStatus.Down)]
    [InlineData(IkeTunnelState.AuthSent, IpsecTunnelState.Pending, VpnStatus.Negotiating, ChildStatus.Negotiating)]
    [InlineData(IkeTunnelState.Closing, IpsecTunnelState.Deleting, VpnStatus.Down, ChildStatus.Down)]
    public void Status_StateOfTheTunnel_IsThatOfVpnAndChild(IkeTunnelState ike, IpsecTunnelState child, VpnStatus vpn, ChildStatus expected)
    {
        var tunnel = CannedRegistry.Tunnel(2);
        _canned.Commit(1, [tunnel with { State = ike, Children = [tunnel.Children[0] with { State = child }] }]);

        var row = new TunnelRowBuilder(_numbers).Update(_canned.Registry.Capture()).Find(2)!;

        Assert.Equal((vpn, expected), (row.Status, row.Children[0].Status));
    }

    [Fact]
    public void Status_PolicyOnDemandWithoutTunnel_WaitsForTraffic()
    {
        _canned.Registry.SetConfiguration(
        [
            Vpn("waits") with { Policies = [new SecurityPolicyInfo("trunk", true, 1, OnDemand: true)] },
            Vpn("starts") with { Policies = [new SecurityPolicyInfo("trunk", true, 1)] },
            Vpn("off") with { Enabled = false, Policies = [new SecurityPolicyInfo("trunk", true, 1, OnDemand: true)] },
            Vpn("template") with { RemoteAddress = null },
        ]);

        var rows = new TunnelRowBuilder(_numbers).Update(_canned.Registry.Capture());

        Assert.Equal(
            [VpnStatus.OnDemand, VpnStatus.Down, VpnStatus.Down, VpnStatus.OnDemand],
            Enumerable.Range(1, 4).Select(index => rows.Find((uint)index)!.Status));
        Assert.Equal((ChildStatus.OnDemand, ChildStatus.Down), (rows.Find(1)!.Children[0].Status, rows.Find(2)!.Children[0].Status));
    }

    private void Configure(int vpns) => _canned.Registry.SetConfiguration(
        [.. Enumerable.Range(1, vpns).Select(number => Vpn($"vpn-{number}")), new VpnConfiguration { Name = "template", SecurityPolicies = ["trunk"] }]);

    private void Change(Random random)
    {
        var upserts = new List<IkeTunnelSnapshot>();
        var shard = random.Next(2);
        for (var i = random.Next(6); i > 0; i--)
        {
            // Odd numbers live in shard 0.
            var number = (random.Next(1, 60) * 2) - (shard == 0 ? 1 : 0);
            var tunnel = CannedRegistry.Tunnel(number);
            upserts.Add(tunnel with
            {
                VpnName = random.Next(4) switch { 0 => "template", 1 => "gone", 2 => "", _ => tunnel.VpnName },
                Generation = (uint)random.Next(1, 3),
                State = (IkeTunnelState)random.Next(0, 11),
                UniqueId = (uint)random.Next(1, 100_000),
            });
        }

        var present = _canned.Registry.Capture().Shards[shard].Tunnels.Enumerate().ToArray();
        var removals = Enumerable.Range(0, present.Length == 0 ? 0 : random.Next(5)).Select(_ => present[random.Next(present.Length)])
            .Select(gone => (gone.Id, gone.Generation)).ToArray();
        _canned.Commit(shard, [.. upserts.DistinctBy(tunnel => (tunnel.Id, tunnel.Generation))], removals);
    }

    private static VpnConfiguration Vpn(string name) => new() { Name = name, RemoteAddress = IPAddress.Loopback, SecurityPolicies = ["trunk"] };

    private static IEnumerable<string> Names(TunnelRows rows) =>
        rows.Names.Select(entry => $"{System.Text.Encoding.UTF8.GetString(entry.Octets)}={entry.VpnIndex}");

    private static string Describe(TunnelRows rows) => string.Join(
        '\n',
        [
            $"{rows.Configured} {rows.Up} {rows.Down}",
            .. rows.Vpns.Select(row => $"{row.Index} {row.Name} {row.Status} {row.Current?.UniqueId} {row.ChildSas}"),
            .. rows.IkeSas.Select(entry => $"{entry.VpnIndex} {entry.Snapshot.UniqueId} {entry.Snapshot.State}"),
            .. rows.Children.Select(row => $"{row.VpnIndex} {row.Index} {row.Name} {row.Status} {row.Pairs} {row.Current?.UniqueId}"),
            .. Names(rows),
        ]);
}
