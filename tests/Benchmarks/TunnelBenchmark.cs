using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.TunnelThroughput;
using MyIkev2.Interop.Tests;
using MyIkev2.Interop.Tests.Scenarios;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Traffic of one TCP stream through a tunnel between two namespaces, both ends of one make, in userspace and in UDP: ours, and strongSwan with
/// kernel-libipsec. The rounds of both take turns, so that what else the machine does falls on both, and ratios are those of neighbouring rounds.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TunnelBenchmark
{
    private static readonly Suite[] Measured = [Suites.AesGcm128, Suites.AesGcm256, Suites.AesCbc128, Suites.ChaCha20];

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        if (LabRequirements.SkipReason(LabNeed.Traffic) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }

        var seconds = run.Count(3, 1);
        var suites = run.IsShort ? Measured[..1] : Measured;
        run.Output.WriteLine($"{run.Rounds} rounds of {seconds} s for each pair, after one to warm up; 100 pings before each");
        for (var i = 0; i < suites.Length; i++)
        {
            await MeasureAsync(suites[i], run.Rounds, seconds, new Table(run.Output));
        }

        return 0;
    }

    private static async Task MeasureAsync(Suite suite, int rounds, int seconds, Table table)
    {
        await using var theirs = await TunnelPair.StartAsync(1, ours: false, suite);
        await using var ours = await TunnelPair.StartAsync(2, ours: true, suite);
        TunnelPair[] pairs = [theirs, ours];
        foreach (var pair in pairs)
        {
            await pair.WarmUpAsync(seconds);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var pair in pairs)
            {
                await pair.MeasureAsync(seconds);
            }
        }

        foreach (var pair in pairs)
        {
            table.Heading($"{suite.Esp}: {pair.Name}");
            table.Row("Mbit/s of TCP payload", pair.Rounds.Select(round => round.MegabitsPerSecond));
            table.Row("sender: processor seconds per 10^9 octets", pair.Rounds.Select(round => round.SenderSecondsPerGigabyte));
            table.Row("receiver: processor seconds per 10^9 octets", pair.Rounds.Select(round => round.ReceiverSecondsPerGigabyte));
            table.Row("round trip, smallest, ms", pair.Rounds.Select(round => round.RoundTripMinimum));
            table.Row("round trip, average, ms", pair.Rounds.Select(round => round.RoundTripAverage));
            table.Row("pings lost", pair.Rounds.Select(round => (double)round.LostPings));
        }

        table.Heading($"{suite.Esp}: ours / strongSwan");
        table.Row("throughput (above 1: faster)", Ratios(ours, theirs, round => round.MegabitsPerSecond));
        table.Row("sender: processor time (below 1: we use less)", Ratios(ours, theirs, round => round.SenderSecondsPerGigabyte));
        table.Row("receiver: processor time (below 1: we use less)", Ratios(ours, theirs, round => round.ReceiverSecondsPerGigabyte));
        table.Row("round trip, average (below 1: faster)", Ratios(ours, theirs, round => round.RoundTripAverage));
        table.Line($"the link without a tunnel: {await ours.BareMegabitsPerSecondAsync(1):N0} Mbit/s; load {Machine.Load()}");
    }

    private static IEnumerable<double> Ratios(TunnelPair ours, TunnelPair theirs, Func<TunnelRound, double> figure) =>
        ours.Rounds.Zip(theirs.Rounds, (one, other) => figure(one) / figure(other));
}
