using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class SnapshotListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_RandomChanges_StaysOrderedAndComplete(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var list = SnapshotList.Empty;
        var expected = new SortedDictionary<(ulong Id, uint Newest), IkeTunnelSnapshot>();
        var template = CannedRegistry.Tunnel(2);
        for (var step = 0; step < 400; step++)
        {
            var upserts = new List<IkeTunnelSnapshot>();
            var removals = new List<(TunnelId, uint)>();
            for (var change = 0; change < 10; change++)
            {
                var id = (ulong)random.Below(3_000) + 1;
                var generation = (uint)random.Below(3) + 1;
                var key = (id, uint.MaxValue - generation);
                if (random.Percent(70))
                {
                    var snapshot = template with { Id = new TunnelId(id), Generation = generation, UniqueId = (uint)step };
                    upserts.RemoveAll(other => other.Id.Value == id && other.Generation == generation);
                    upserts.Add(snapshot);
                    expected[key] = snapshot;
                }
                else if (upserts.All(other => other.Id.Value != id || other.Generation != generation))
                {
                    removals.Add((new TunnelId(id), generation));
                    expected.Remove(key);
                }
            }

            // Within one change, removals come after additions: drop those that were added again.
            removals.RemoveAll(removal => upserts.Any(other => other.Id == removal.Item1 && other.Generation == removal.Item2));
            list = list.With(upserts.ToArray(), removals.ToArray());
        }

        Assert.Equal(expected.Count, list.Count);
        Assert.Equal(expected.Values, list.Enumerate(), ReferenceEqualityComparer.Instance);
        foreach (var id in new ulong[] { 1, 17, 511, 512, 513, 2_999, 3_000, 9_999 })
        {
            var newest = expected.Where(pair => pair.Key.Id == id).Select(pair => pair.Value).FirstOrDefault();
            Assert.Same(newest, list.Find(new TunnelId(id)));
            var after = expected.Where(pair => pair.Key.Id > id).Select(pair => pair.Value).FirstOrDefault();
            Assert.Same(after, list.FindAfter(new TunnelId(id)));
            Assert.Equal(expected.Where(pair => pair.Key.Id >= id).Select(pair => pair.Value), list.EnumerateFrom(new TunnelId(id)), ReferenceEqualityComparer.Instance);
        }
    }

    [Fact]
    public void With_OldList_IsUntouched()
    {
        var first = SnapshotList.Empty.With([CannedRegistry.Tunnel(1), CannedRegistry.Tunnel(2)], []);
        var changed = CannedRegistry.Tunnel(1) with { State = IkeTunnelState.Closing };
        var second = first.With([changed], [(new TunnelId(2), 1)]);
        Assert.Equal(2, first.Count);
        Assert.NotSame(changed, first.Find(new TunnelId(1)));
        Assert.Equal(1, second.Count);
        Assert.Same(changed, second.Find(new TunnelId(1)));
        Assert.Null(second.Find(new TunnelId(2)));
    }

    [Fact]
    public void With_ManyAppends_FillsChunksInsteadOfSplittingThem()
    {
        var list = SnapshotList.Empty;
        var template = CannedRegistry.Tunnel(2);
        for (ulong id = 1; id <= 5_000; id++)
        {
            list = list.With([template with { Id = new TunnelId(id) }], []);
        }

        Assert.Equal(5_000, list.Count);
        Assert.Equal(Enumerable.Range(1, 5_000).Select(id => (ulong)id), list.Enumerate().Select(snapshot => snapshot.Id.Value));
    }
}
