using System.Collections.Immutable;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks;

/// <summary>One shard's part of the registry at growing numbers of tunnels: what a publication costs the shard, and what a summary costs its reader.</summary>
internal static class RegistryBenchmark
{
    public static Task<int> RunAsync(BenchmarkRun run)
    {
        int[] sizes = run.IsShort ? [1_000, 10_000] : [1_000, 10_000, 100_000];
        var commits = run.Count(5_000, 500);
        var table = new Table(run.Output);
        run.Output.WriteLine($"{run.Rounds} rounds of {commits} commits each; every tunnel has one pair of Child SAs");
        foreach (var size in sizes)
        {
            Measure(run, table, size, commits);
        }

        return Task.FromResult(0);
    }

    private static void Measure(BenchmarkRun run, Table output, int size, int commits)
    {
        var tunnels = Enumerable.Range(2, size).Select(Tunnel).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var list = SnapshotList.Empty.With(tunnels, []);
        var octets = GC.GetTotalMemory(forceFullCollection: true) - before;
        var registry = new TunnelRegistry(1, new EngineInfo { Version = "benchmark", StartedAt = DateTimeOffset.UnixEpoch });
        var publisher = registry.Publisher(0);
        Commit(publisher, tunnels, []);
        Check(registry, size);
        var records = new SnapshotMeasure(static tunnel => 400 + tunnel.RemoteIdentity.Text.Length);

        output.Heading($"{size:N0} tunnels");
        output.Row("octets per tunnel of the list, without the snapshot", [octets / (double)size]);
        output.Row("one tunnel changed, ns", Rounds(run, commits, i => Commit(publisher, [tunnels[Scattered(i, size)]], [])).Nanoseconds);
        var changed = Rounds(run, commits, i => Commit(publisher, [tunnels[Scattered(i, size)]], []));
        output.Row("one tunnel changed, allocated octets", changed.Octets);
        var batch = new IkeTunnelSnapshot[64];
        output.Row("64 tunnels changed in one commit, ns each", Rounds(run, commits / 64 + 1, i => Commit(publisher, Batch(batch, tunnels, i), [])).Nanoseconds.Select(static ns => ns / 64));
        output.Row("one tunnel gone and come back, ns", Rounds(run, commits, i =>
        {
            var tunnel = tunnels[Scattered(i, size)];
            Commit(publisher, [], [(tunnel.Id, tunnel.Generation)]);
            Commit(publisher, [tunnel], []);
        }).Nanoseconds);
        output.Row("states of all, read, ns", Rounds(run, commits, _ => Require(registry.Capture().Tally.IkeTotal == size)).Nanoseconds);
        output.Row("engine counters, read, ns", Rounds(run, commits, _ => registry.Capture().ReadEngineCounters()).Nanoseconds);
        output.Row("states as a test's summary counts them, read, ns", Rounds(run, commits, _ => Require(TestSaCensus.Of(registry.Capture()).Total == (ulong)size)).Nanoseconds);
        output.Row("traffic of all, walked, microseconds", Rounds(run, 20, _ => registry.Capture().ReadLifetimeTraffic()).Nanoseconds.Select(static ns => ns / 1000));
        output.Row("whole summary, microseconds", Rounds(run, 20, _ => registry.Capture().ReadSummary()).Nanoseconds.Select(static ns => ns / 1000));
        output.Row("a measure of all, asked the first time, microseconds", Rounds(run, 20, _ => registry.Capture().Sum(new SnapshotMeasure(records.Of))).Nanoseconds.Select(static ns => ns / 1000));
        output.Row("a measure of all, asked again, ns", Rounds(run, commits, _ => registry.Capture().Sum(records)).Nanoseconds);
        output.Row("a measure of all after one change, ns", Rounds(run, commits, i =>
        {
            Commit(publisher, [tunnels[Scattered(i, size)]], []);
            registry.Capture().Sum(records);
        }).Nanoseconds);
        Check(registry, size);
    }

    private static void Commit(IShardPublisher publisher, ReadOnlySpan<IkeTunnelSnapshot> upserts, ReadOnlySpan<(TunnelId, uint)> removals) =>
        publisher.Commit(new ShardChanges { At = DateTimeOffset.UnixEpoch, Upserts = upserts, Removals = removals, Ended = ImmutableDictionary<VpnKey, VpnPast>.Empty });

    private static ReadOnlySpan<IkeTunnelSnapshot> Batch(IkeTunnelSnapshot[] batch, IkeTunnelSnapshot[] tunnels, int round)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = tunnels[Scattered((round * batch.Length) + i, tunnels.Length)];
        }

        return batch;
    }

    private static (double[] Nanoseconds, double[] Octets) Rounds(BenchmarkRun run, int count, Action<int> work)
    {
        var costs = new ThreadCost[run.Rounds + 1];
        for (var round = 0; round < costs.Length; round++)
        {
            costs[round] = new ThreadCost();
            costs[round].Begin();
            for (var i = 0; i < count; i++)
            {
                work(i);
            }

            costs[round].End();
        }

        // The first warmed up.
        return ([.. costs[1..].Select(cost => cost.Nanoseconds / (double)count)], [.. costs[1..].Select(cost => cost.AllocatedOctets / (double)count)]);
    }

    /// <summary>Tunnels far apart, in an order that no prefetcher guesses.</summary>
    private static int Scattered(int i, int size) => (int)(i * 2_654_435_761L % size);

    private static IkeTunnelSnapshot Tunnel(int number)
    {
        var tunnel = CannedRegistry.Tunnel((number % 900 * 7) + 1);
        return tunnel with { Id = new TunnelId((ulong)number), UniqueId = (uint)number };
    }

    private static void Check(TunnelRegistry registry, int size)
    {
        var view = registry.Capture();
        Require(view.TunnelCount == size);
        Require(view.Tally == view.Enumerate().Aggregate(default(TunnelTally), static (sum, tunnel) => sum + TunnelTally.Of(tunnel)));
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("the registry does not tell what was published");
        }
    }
}
