using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class TunnelRegistryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Capture_SeveralShards_EnumeratesInOrderOfTunnelId(int shards)
    {
        var view = new CannedRegistry(tunnels: 50, shards).Registry.Capture();
        var keys = view.Enumerate().Select(snapshot => (snapshot.Id.Value, uint.MaxValue - snapshot.Generation)).ToList();
        Assert.Equal(51, keys.Count);
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(2u, view.Find(new TunnelId(1))!.Generation);
        Assert.Equal(2ul, view.FindAfter(new TunnelId(1))!.Id.Value);
        Assert.Null(view.FindAfter(new TunnelId(50)));
        foreach (var snapshot in view.Enumerate())
        {
            Assert.Same(snapshot, view.FindByUniqueId(snapshot.UniqueId));
            Assert.Same(snapshot, view.FindByOwnSpi(snapshot.OwnSpi));
        }

        var child = view.Find(new TunnelId(2))!.Children.Single();
        Assert.Same(child, view.FindChildByInboundSpi(child.SpiIn)!.Value.Child);
    }

    [Fact]
    public void AddedShards_CountAndEnumerate_AndKeepWhatTheyCountedWhenTheyRetire()
    {
        var canned = new CannedRegistry(tunnels: 2);
        var before = canned.Registry.Capture();
        var template = before.Find(new TunnelId(2))!;

        var first = canned.Registry.AddShards(2);
        var publisher = canned.Registry.Publisher(first + 1);
        publisher.Counters.EspUnknownSpi.Add(5);
        publisher.Commit(new ShardChanges { At = before.AsOf, Upserts = new[] { template with { Id = new TunnelId(9_000_000_001), Vrf = "red" } } });
        var during = canned.Registry.Capture();
        Assert.Equal((before.Shards.Count + 2, before.TunnelCount + 1), (during.Shards.Count, during.TunnelCount));
        Assert.Equal("red", during.Enumerate().Last().Vrf);

        canned.Registry.RetireShards(first, 2);

        var after = canned.Registry.Capture();
        Assert.Equal(before.TunnelCount, after.TunnelCount);
        Assert.Equal(before.ReadEngineCounters().EspUnknownSpi + 5, after.ReadEngineCounters().EspUnknownSpi);
        Assert.True(after.Version > during.Version);
        Assert.Equal(before.Shards.Count, before.Shards.Count(shard => after.Shards.Contains(shard)));
    }

    [Fact]
    public void Capture_EarlierView_DoesNotSeeLaterCommits()
    {
        var canned = new CannedRegistry();
        var before = canned.Registry.Capture();
        canned.Commit(0, removals: [(new TunnelId(1), 1), (new TunnelId(1), 2)]);
        Assert.NotNull(before.Find(new TunnelId(1)));
        var after = canned.Registry.Capture();
        Assert.Null(after.Find(new TunnelId(1)));
        Assert.Equal(before.Version + 1, after.Version);
    }

    [Fact]
    public void Filter_EachMember_SelectsTheRightTunnels()
    {
        var view = new CannedRegistry(tunnels: 20).Registry.Capture();
        Assert.Equal(2, view.Enumerate(new TunnelFilter { Id = new TunnelId(1) }).Count());
        Assert.Equal(4ul, view.Enumerate(new TunnelFilter { VpnName = "vpn-4" }).Single().Id.Value);
        Assert.Equal(6ul, view.Enumerate(new TunnelFilter { RemoteIdentity = "USER6@example.com" }).Single().Id.Value);
        Assert.All(view.Enumerate(new TunnelFilter { State = IkeTunnelState.InitSent }), snapshot => Assert.Equal(0ul, snapshot.Id.Value % 7));
        Assert.Empty(view.Enumerate(new TunnelFilter { SecurityPolicy = "no such policy" }));
        Assert.Equal(view.TunnelCount, view.Enumerate(TunnelFilter.All).Count());
    }

    [Fact]
    public void Read_Tunnel_AddsPresentAndPastTraffic()
    {
        var view = new CannedRegistry().Registry.Capture();
        var reading = view.Read(view.Find(new TunnelId(2))!);
        Assert.Equal(5_000ul + 200_000, reading.Traffic.InOctets);
        Assert.Equal(6_000ul + 400_000, reading.Traffic.OutOctets);
        Assert.Equal(1, reading.ActiveChildren);
    }

    [Fact]
    public void Subscribe_FastReader_GetsEveryChangeInOrder()
    {
        var canned = new CannedRegistry();
        using var subscription = canned.Registry.Subscribe(100);
        for (var i = 0; i < 50; i++)
        {
            canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Changed, CannedRegistry.Now, Text: $"{i}")]);
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.True(subscription.TryRead(out var change));
            Assert.Equal($"{i}", change.Text);
        }

        Assert.False(subscription.TryRead(out _));
    }

    [Fact]
    public void Subscribe_SlowReader_LosesChangesAndGetsOneResync()
    {
        var canned = new CannedRegistry();
        using var subscription = canned.Registry.Subscribe(4);
        for (var i = 0; i < 10; i++)
        {
            canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Changed, CannedRegistry.Now, Text: $"{i}")]);
        }

        var seen = new List<TunnelChange>();
        while (subscription.TryRead(out var change))
        {
            seen.Add(change);
        }

        Assert.Equal(5, seen.Count);
        Assert.Equal(TunnelChangeKind.Resync, seen[^1].Kind);
        Assert.Equal(6ul, subscription.Lost);
        canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now)]);
        Assert.True(subscription.TryRead(out var next));
        Assert.Equal(TunnelChangeKind.Closed, next.Kind);
    }

    /// <summary>Readers never see a view that is out of order, half written or older than one they have seen.</summary>
    [Fact]
    public async Task Capture_WhileShardsCommit_IsAlwaysWholeAndMonotonic()
    {
        var canned = new CannedRegistry(tunnels: 2, shards: 2);
        var template = CannedRegistry.Tunnel(2);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            ulong version = 0;
            var views = 0;
            do
            {
                var view = canned.Registry.Capture();
                Assert.True(view.Version >= version);
                version = view.Version;
                ulong last = 0;
                foreach (var snapshot in view.Enumerate())
                {
                    Assert.True(snapshot.Id.Value >= last);
                    last = snapshot.Id.Value;
                }

                views++;
            }
            while (!done.IsCancellationRequested);
            return views;
        })).ToList();
        var writers = Enumerable.Range(0, 2).Select(shard => Task.Run(() =>
        {
            for (ulong n = 0; n < 2_000; n++)
            {
                var id = new TunnelId(10 + (n * 2) + (ulong)shard);
                canned.Registry.Publisher(shard).Commit(new ShardChanges { At = CannedRegistry.Now, Upserts = [template with { Id = id }] });
                canned.Registry.Publisher(shard).Counters.IkeSaCreated.Increment();
            }
        })).ToList();
        await Task.WhenAll(writers);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), views => Assert.True(views > 0));
        Assert.Equal(4_003, canned.Registry.Capture().TunnelCount);
    }
}
