using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class RateSampleTests
{
    [Fact]
    public void Capture_TwoGenerations_CountTheirPastOnce()
    {
        var canned = new CannedRegistry(tunnels: 1);
        var view = canned.Registry.Capture();
        var newest = view.Find(new TunnelId(1))!;

        var sample = RateSample.Capture(view, TunnelFilter.All);

        Assert.Equal(2, sample.TunnelCount);
        Assert.Equal(TunnelReading.TrafficOf(newest), sample.TrafficOf(new TunnelId(1)));
        Assert.Equal(sample.TrafficOf(new TunnelId(1)), sample.Traffic);
    }

    [Fact]
    public void Since_CountersGrew_IsWhatWasAdded()
    {
        var canned = new CannedRegistry(tunnels: 3);
        var (one, two) = (CannedRegistry.Tunnel(2), CannedRegistry.Tunnel(3));
        canned.Commit(1, upserts: [one]);
        canned.Commit(0, upserts: [two]);
        var before = RateSample.Capture(canned.Registry.Capture(), TunnelFilter.All);
        one.Children[0].Counters.InOctets.Add(100);
        two.Children[0].Counters.InOctets.Add(200);
        two.Children[0].Counters.InPackets.Add(2);

        var after = RateSample.Capture(canned.Registry.Capture(), TunnelFilter.All);

        Assert.Equal(new TrafficTotals(300, 0, 2, 0, 0, 0), after.TrafficSince(before));
        Assert.Equal([3ul, 2], after.BusiestSince(before, 5).Select(busy => busy.Tunnel.Value));
        Assert.Equal(3ul, Assert.Single(after.BusiestSince(before, 1)).Tunnel.Value);
    }

    [Fact]
    public void Since_TunnelsCameAndWent_OnlyThoseOfBothCount()
    {
        var canned = new CannedRegistry(tunnels: 3);
        var before = RateSample.Capture(canned.Registry.Capture(), TunnelFilter.All);
        canned.Commit(1, upserts: [CannedRegistry.Tunnel(8)], removals: [(new TunnelId(2), 1)]);

        var after = RateSample.Capture(canned.Registry.Capture(), TunnelFilter.All);

        Assert.Equal(default, after.TrafficSince(before));
        Assert.Empty(after.BusiestSince(before, 5));
        Assert.Equal(default, after.TrafficOf(new TunnelId(2)));
    }
}
