using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

/// <summary>Sums that are kept with a list: whatever comes and goes, they equal those of a walk.</summary>
public sealed class TunnelTallyTests
{
    private static readonly SnapshotMeasure Names = new(static tunnel => tunnel.RemoteIdentity.Text.Length + tunnel.Children.Count);

    [Fact]
    public void RandomChanges_AnyOrder_TallyCountAndMeasureEqualAWalk()
    {
        var random = new Random(7);
        var list = SnapshotList.Empty;
        var model = new SortedDictionary<(ulong Id, uint Generation), IkeTunnelSnapshot>();
        var states = Enum.GetValues<IkeTunnelState>();
        var children = Enum.GetValues<IpsecTunnelState>();
        for (var turn = 0; turn < 400; turn++)
        {
            var upserts = new List<IkeTunnelSnapshot>();
            var removals = new List<(TunnelId, uint)>();
            for (var i = 0; i < 10; i++)
            {
                var id = new TunnelId((ulong)random.Next(1, 3_000));
                var generation = (uint)random.Next(1, 3);
                if (random.Next(3) == 0 || turn > 300)
                {
                    removals.Add((id, generation));
                    model.Remove((id.Value, generation));
                }
                else
                {
                    var plain = CannedRegistry.Tunnel((int)(id.Value % 50) + 2) with { Id = id, Generation = generation, State = states[random.Next(states.Length)], IsInitiator = random.Next(2) == 0 };
                    var snapshot = plain with { Children = [.. plain.Children.Select(child => child with { State = children[random.Next(children.Length)] })] };
                    upserts.Add(snapshot);
                    removals.RemoveAll(removal => removal == (id, generation));
                    model[(id.Value, generation)] = snapshot;
                }
            }

            list = list.With([.. upserts], [.. removals]);
            Assert.Equal(model.Count, list.Count);
            Assert.Equal(model.Values.Aggregate(default(TunnelTally), static (sum, tunnel) => sum + TunnelTally.Of(tunnel)), list.Tally);
            Assert.Equal(model.Values.Sum(Names.Of), list.Sum(Names));
        }
    }

    [Fact]
    public void Sum_AskedAgainAfterOneChange_MeasuresOnlyWhatMayHaveChanged()
    {
        var asked = 0;
        var measure = new SnapshotMeasure(_ =>
        {
            asked++;
            return 1;
        });
        var tunnels = Enumerable.Range(1, 10_000).Select(static number => CannedRegistry.Tunnel(number)).ToArray();
        var list = SnapshotList.Empty.With(tunnels, []);
        Assert.Equal(10_000, list.Sum(measure));
        Assert.Equal(10_000, asked);
        Assert.Equal(10_000, list.Sum(measure));
        Assert.Equal(10_000, asked);

        list = list.With([tunnels[4_000] with { State = IkeTunnelState.Closing }], []);

        Assert.Equal(10_000, list.Sum(measure));
        Assert.InRange(asked, 10_001, 10_000 + SnapshotList.ChunkCapacity);
    }

    [Fact]
    public void Removals_AlmostAll_LeaveFewChunks()
    {
        var tunnels = Enumerable.Range(1, 50_000).Select(static number => CannedRegistry.Tunnel(number)).ToArray();
        var list = SnapshotList.Empty.With(tunnels, []);
        foreach (var batch in tunnels.Where(static tunnel => tunnel.Id.Value % 500 != 0).Chunk(1_000))
        {
            list = list.With([], [.. batch.Select(static tunnel => (tunnel.Id, tunnel.Generation))]);
        }

        Assert.Equal(100, list.Count);
        Assert.InRange(list.ChunkCount, 1, 3);
        Assert.Equal(tunnels.Where(static tunnel => tunnel.Id.Value % 500 == 0).Select(static tunnel => tunnel.Id), list.Enumerate().Select(static tunnel => tunnel.Id));
    }

    [Theory]
    [InlineData(IkeTunnelState.Pending, TunnelPhase.InProgress)]
    [InlineData(IkeTunnelState.InitSent, TunnelPhase.InProgress)]
    [InlineData(IkeTunnelState.InitAnswered, TunnelPhase.InProgress)]
    [InlineData(IkeTunnelState.AuthSent, TunnelPhase.InProgress)]
    [InlineData(IkeTunnelState.AwaitingAuthorization, TunnelPhase.InProgress)]
    [InlineData(IkeTunnelState.Established, TunnelPhase.Active)]
    [InlineData(IkeTunnelState.Rekeying, TunnelPhase.Active)]
    [InlineData(IkeTunnelState.Rekeyed, TunnelPhase.HalfClosed)]
    [InlineData(IkeTunnelState.Closing, TunnelPhase.HalfClosed)]
    [InlineData(IkeTunnelState.Expired, TunnelPhase.Expired)]
    [InlineData(IkeTunnelState.Closed, TunnelPhase.Gone)]
    public void IkePhase_OfEachState(IkeTunnelState state, TunnelPhase phase) => Assert.Equal(phase, state.Phase());

    [Theory]
    [InlineData(IpsecTunnelState.Routed, TunnelPhase.None)]
    [InlineData(IpsecTunnelState.Pending, TunnelPhase.InProgress)]
    [InlineData(IpsecTunnelState.Negotiating, TunnelPhase.InProgress)]
    [InlineData(IpsecTunnelState.Installed, TunnelPhase.Active)]
    [InlineData(IpsecTunnelState.Rekeying, TunnelPhase.Active)]
    [InlineData(IpsecTunnelState.Rekeyed, TunnelPhase.HalfClosed)]
    [InlineData(IpsecTunnelState.Deleting, TunnelPhase.HalfClosed)]
    [InlineData(IpsecTunnelState.Expired, TunnelPhase.Expired)]
    [InlineData(IpsecTunnelState.Deleted, TunnelPhase.Gone)]
    public void ChildPhase_OfEachState(IpsecTunnelState state, TunnelPhase phase) => Assert.Equal(phase, state.Phase());

    [Fact]
    public void Lifetime_BaselineAndLive_AreSummedAndGaugesAreOfNow()
    {
        var canned = new CannedRegistry(tunnels: 5);
        var live = canned.Registry.Capture();
        canned.Registry.SetBaseline(new LifetimeTotals(
            live.ReadEngineCounters() with { IkeSaFailedRemote = 9 }, new IpsecCounterReading { InOctets = 1_000_000_000_000, LastInUnixMilliseconds = 5 }));

        var view = canned.Registry.Capture();
        var lifetime = view.ReadLifetime();

        Assert.Equal(2 * live.ReadEngineCounters().AuthInRequests, lifetime.Counters.AuthInRequests);
        Assert.Equal(9ul, lifetime.Counters.IkeSaFailedRemote);
        Assert.Equal(live.ReadEngineCounters().Established, lifetime.Counters.Established);
        Assert.Equal(1_000_000_000_000 + live.ReadLifetimeTraffic().InOctets, lifetime.Traffic.InOctets);
        Assert.Equal(live.ReadLifetimeTraffic().InOctets, view.Enumerate().SelectMany(static tunnel => tunnel.Children).Aggregate(0ul, static (sum, child) => sum + child.Counters.InOctets.Value));
        Assert.Equal(9ul, view.ReadSummary().Counters.IkeSaFailedRemote);
        Assert.Equal(view.Tally, view.ReadSummary().Tunnels);
    }
}
