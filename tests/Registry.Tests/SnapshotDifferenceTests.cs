using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class SnapshotDifferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Find_RandomChanges_TurnsTheOldListIntoTheNew(int seed)
    {
        var random = new Random(seed);
        var old = SnapshotList.Empty;
        for (var round = 0; round < 60; round++)
        {
            var upserts = Enumerable.Range(0, random.Next(40)).Select(_ => Snapshot(random.Next(1, 4_000), (uint)random.Next(1, 4))).ToArray();
            var present = old.Enumerate().ToArray();
            var removals = Enumerable.Range(0, present.Length == 0 ? 0 : random.Next(30)).Select(_ => present[random.Next(present.Length)])
                .Select(gone => (gone.Id, gone.Generation)).ToArray();
            var @new = old.With(upserts, removals);

            var differences = new List<SnapshotDifference>();
            SnapshotDifference.Find(old, @new, differences);

            var list = present.ToHashSet<IkeTunnelSnapshot>(ReferenceEqualityComparer.Instance);
            foreach (var (was, becomes) in differences)
            {
                Assert.True(was is not null || becomes is not null);
                Assert.False(ReferenceEquals(was, becomes));
                Assert.True(was is null || list.Remove(was));
                Assert.True(becomes is null || list.Add(becomes));
            }

            Assert.True(list.SetEquals(@new.Enumerate()));
            Assert.Equal(@new.Count, list.Count);
            Assert.True(differences.Count <= upserts.Length + removals.Length);
            old = @new;
        }
    }

    [Fact]
    public void Find_EmptyAndFull_IsEverything()
    {
        var full = SnapshotList.Empty.With(Enumerable.Range(1, 1_500).Select(id => Snapshot(id, 1)).ToArray(), []);
        var differences = new List<SnapshotDifference>();

        SnapshotDifference.Find(SnapshotList.Empty, full, differences);
        Assert.Equal(full.Enumerate(), differences.Select(difference => difference.New));

        differences.Clear();
        SnapshotDifference.Find(full, SnapshotList.Empty, differences);
        Assert.Equal(full.Enumerate(), differences.Select(difference => difference.Old));

        differences.Clear();
        SnapshotDifference.Find(full, full, differences);
        Assert.Empty(differences);
    }

    private static IkeTunnelSnapshot Snapshot(int id, uint generation) => CannedRegistry.Tunnel(id) with { Generation = generation };
}
