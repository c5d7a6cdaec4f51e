using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>A tunnel that ends is one row with what it counted, whatever rekeys and collisions it went through; so is each of its policies.</summary>
public sealed class EndedHistoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public void Tunnel_Deleted_IsARowOnBothSidesWithItsCountersAndTimes()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        var up = pair.Network.Now;
        Talk(pair, 3);
        pair.Advance(100);
        var live = pair.A.Tunnel.Children.Single().Counters.Read();
        var id = pair.A.Tunnel.Id;
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        var atA = Assert.Single(pair.A.Registry.Capture().History.Tunnels);
        Assert.Equal((1u, id, CloseReason.AdminDown, "deleted by the operator", false), (atA.Number, atA.Tunnel.Id, atA.Reason, atA.Text, atA.IsCheckpoint));
        Assert.Equal((live.InOctets, live.OutOctets, 3ul, 3ul), (atA.Traffic.InOctets, atA.Traffic.OutOctets, atA.Traffic.InPackets, atA.Traffic.OutPackets));
        Assert.Equal(Start.AddMilliseconds(up), atA.UpAt, TimeSpan.FromMilliseconds(10));
        Assert.InRange(atA.Duration, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(101));
        Assert.Equal((3ul, "b.example"), (atA.Counters.InMessages, atA.Tunnel.RemoteIdentity.Text));
        Assert.Equal(CloseReason.PeerDelete, Assert.Single(pair.B.Registry.Capture().History.Tunnels).Reason);

        var child = Assert.Single(pair.A.Registry.Capture().History.Children);
        Assert.Equal(
            (1u, "child-1", "vpn", CloseReason.AdminDown, 1ul, 0u, live.InOctets),
            (child.Number, child.PolicyName, child.Tunnel.VpnName, child.Reason, child.Pairs, child.Rekeys, child.Traffic.InOctets));
    }

    [Fact]
    public void Tunnel_RekeyedManyTimes_IsOneRowFromTheFirstToTheLast()
    {
        var pair = SimPair.Established(seed: 2, carriesPackets: true);
        var up = pair.A.Tunnel.UpSince;
        Talk(pair, 2);
        for (var i = 0; i < 3; i++)
        {
            (i == 1 ? pair.B : pair.A).Execute(new EngineCommand.RekeyIke(SaSelector.All));
            pair.Advance(30);
            (i == 1 ? pair.A : pair.B).Execute(new EngineCommand.RekeyChild(SaSelector.All));
            pair.Advance(30);
            Talk(pair, 2);
        }

        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
        Assert.Empty(pair.A.Registry.Capture().History.Children);
        Assert.Equal(up, pair.A.Tunnel.UpSince);
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        var ended = Assert.Single(pair.A.Registry.Capture().History.Tunnels);
        Assert.Equal((3ul, 3ul, 8ul, up), (ended.Counters.IkeRekeys, ended.Counters.ChildRekeys, ended.Traffic.InPackets, ended.UpAt));
        var child = Assert.Single(pair.A.Registry.Capture().History.Children);
        Assert.Equal((4ul, 3u, 8ul, 8ul), (child.Pairs, child.Rekeys, child.Traffic.InPackets, child.Traffic.OutPackets));
        Assert.InRange(child.Duration, TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(181));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Tunnel_RekeyedByBothAtOnce_EndsOnce(ulong seed)
    {
        var pair = SimPair.Established(seed);
        using var changes = pair.A.Registry.Subscribe();
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(90);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Advance(90);
        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
        Assert.Empty(pair.A.Registry.Capture().History.Children);

        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.A.Command(new Engine.Shard.ShardCommand.CloseAll(1, 1000));
        pair.Advance(90);

        Assert.Single(pair.A.Registry.Capture().History.Tunnels);
        Assert.Single(pair.B.Registry.Capture().History.Tunnels);
        Assert.Single(pair.A.Registry.Capture().History.Children);
        Assert.Single(pair.B.Registry.Capture().History.Children);
        Assert.Single(Kinds(changes), TunnelChangeKind.Closed);
    }

    [Fact]
    public void Child_GoneAndBack_IsARowForEachLifeWithItsOwnTraffic()
    {
        var pair = SimPair.Established(seed: 3, static vpn => vpn.ChildCount = 2, carriesPackets: true);
        using var changes = pair.A.Registry.Subscribe();
        Talk(pair, 5);
        pair.A.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.Drive();
        pair.Start();
        Talk(pair, 2);
        pair.Advance(10);
        pair.B.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.Drive();

        var ended = pair.A.Registry.Capture().History.Children;
        Assert.Equal([(1u, CloseReason.AdminDown, 5ul, 1ul), (2u, CloseReason.PeerDelete, 2ul, 1ul)], ended.Select(static row => (row.Number, row.Reason, row.Traffic.InPackets, row.Pairs)));
        Assert.True(ended[1].UpAt >= ended[0].DownAt);
        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
        Assert.Equal(
            [(TunnelChangeKind.ChildClosed, true), (TunnelChangeKind.ChildOpened, true), (TunnelChangeKind.ChildClosed, true)],
            Changes(changes).Where(static change => change.Child is not null).Select(static change => (change.Kind, change.TogglesPolicy)));
    }

    [Fact]
    public void Tunnel_Reauthenticated_EndsAsReplacedAndItsChildrenToo()
    {
        var pair = SimPair.Established(seed: 4);
        pair.A.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
        pair.Advance(30);

        Assert.Equal(CloseReason.Replaced, Assert.Single(pair.A.Registry.Capture().History.Tunnels).Reason);
        Assert.Equal(CloseReason.Replaced, Assert.Single(pair.A.Registry.Capture().History.Children).Reason);
        Assert.Single(pair.A.Tunnels);
    }

    [Fact]
    public void Checkpoint_OfLiveTunnels_AddsRowsThatSaySo()
    {
        var pair = SimPair.Established(seed: 5, carriesPackets: true);
        Talk(pair, 4);
        pair.Advance(10);
        pair.A.Registry.CheckpointHistory();
        Talk(pair, 4);
        pair.A.Registry.CheckpointHistory();

        var tunnels = pair.A.Registry.Capture().History.Tunnels;
        Assert.Equal([(1u, true, 4ul), (2u, true, 8ul)], tunnels.Select(static row => (row.Number, row.IsCheckpoint, row.Traffic.InPackets)));
        var children = pair.A.Registry.Capture().History.Children;
        Assert.Equal([(1u, true, 4ul, 1ul), (2u, true, 8ul, 1ul)], children.Select(static row => (row.Number, row.IsCheckpoint, row.Traffic.InPackets, row.Pairs)));
        Assert.All(tunnels, static row => Assert.Equal(CloseReason.None, row.Reason));
        Assert.Equal(pair.A.Tunnel.UpSince, tunnels[0].UpAt);
    }

    private static void Talk(SimPair pair, int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            pair.A.SendInner(IpPackets.Udp("10.1.1.5", "10.2.1.7", 64));
            pair.B.SendInner(IpPackets.Udp("10.2.1.7", "10.1.1.5", 64));
            pair.Drive();
        }
    }

    private static List<TunnelChange> Changes(ChangeSubscription changes)
    {
        var all = new List<TunnelChange>();
        while (changes.TryRead(out var change))
        {
            all.Add(change);
        }

        return all;
    }

    private static IEnumerable<TunnelChangeKind> Kinds(ChangeSubscription changes) => Changes(changes).Select(static change => change.Kind);
}
