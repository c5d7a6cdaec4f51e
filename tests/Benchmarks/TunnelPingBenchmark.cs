using System.Globalization;
using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.TunnelThroughput;
using MyIkev2.Interop.Tests;
using MyIkev2.Interop.Tests.Scenarios;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Round trips of pings through a tunnel between two namespaces, both ends of one make: ours, and strongSwan with kernel-libipsec. A lone ping
/// meets sleeping processors and cold caches, a flood neither, so several intervals. Pairs take turns; ratios are those of neighbouring rounds.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TunnelPingBenchmark
{
    private static readonly PingKind[] Kinds = [new("1 s", 1, 6), new("0.2 s", 0.2, 25), new("5 ms", 0.005, 200), new("none: the next after each answer", 0, 1_000)];

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        if (LabRequirements.SkipReason(LabNeed.Traffic) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }

        var table = new Table(run.Output);
        await using var theirs = await TunnelPair.StartAsync(1, ours: false, Suites.AesGcm128);
        await using var ours = await TunnelPair.StartAsync(2, ours: true, Suites.AesGcm128);
        TunnelPair[] pairs = [theirs, ours];
        var kinds = run.IsShort ? Kinds[2..] : Kinds;
        var results = pairs.Select(pair => kinds.Select(static _ => new List<Percentiles>()).ToArray()).ToArray();

        // Round 0 warms up: as many packets as it takes to have what they pass compiled as it stays.
        for (var round = 0; round <= run.Rounds; round++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                for (var pair = 0; pair < pairs.Length; pair++)
                {
                    var times = await pairs[pair].PingAsync(kinds[kind].Interval, kinds[kind].Count);
                    if (round > 0)
                    {
                        results[pair][kind].Add(Percentiles.Of(times));
                    }
                }
            }
        }

        for (var kind = 0; kind < kinds.Length; kind++)
        {
            table.Heading($"interval {kinds[kind].Name}; {kinds[kind].Count.ToString(CultureInfo.InvariantCulture)} pings a round");
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                table.Row($"{pairs[pair].Name}: round trip p50, ms", results[pair][kind].Select(static times => times.P50));
                table.Row($"{pairs[pair].Name}: round trip p95, ms", results[pair][kind].Select(static times => times.P95));
            }

            var neighbours = results[1][kind].Zip(results[0][kind]).ToList();
            table.Row("ours / strongSwan: p50 (below 1: faster)", neighbours.Select(static pair => pair.First.P50 / pair.Second.P50));
            table.Row("ours / strongSwan: p95 (below 1: faster)", neighbours.Select(static pair => pair.First.P95 / pair.Second.P95));
        }

        table.Line($"load {Machine.Load()}");
        return 0;
    }

    private sealed record PingKind(string Name, double Interval, int Count);

    private readonly record struct Percentiles(double P50, double P95)
    {
        public static Percentiles Of(IEnumerable<double> times)
        {
            var sorted = times.Order().ToArray();
            return new Percentiles(sorted[sorted.Length / 2], sorted[Math.Min(sorted.Length - 1, sorted.Length * 95 / 100)]);
        }
    }
}
