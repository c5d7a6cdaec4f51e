using System.Diagnostics;
using System.Runtime.CompilerServices;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// A hundred thousand tunnels in one process: what they cost to set up, to keep, and to watch over with liveness checks every 30 seconds and rekeys spread
/// over an hour. Processor time is the gateway's alone; the peers are other engines in the same process. Nothing of sockets is in it: a liveness check is two
/// datagrams more, a rekey four.
/// </summary>
internal static class TunnelsBenchmark
{
    private const int PerSecond = 3_333;
    private const string OwnAddress = "192.0.2.1";
    private const int Steps = 10;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        var again = ConcurrentCollector.Relaunch();
        return again is { } code ? Task.FromResult(code) : Task.FromResult(Run(run));
    }

    private static int Run(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var count = run.Count(100_000, 1_000);
        var table = new Table(run.Output);
        var resident = Machine.ResidentOctets();
        using var fleet = new Fleet(crypto, GatewayConfigurations.Usual);
        table.Heading($"{count:N0} tunnels, {Fleet.Suite.Name}, {crypto.Name}");
        Live(run, fleet, count, table);
        var (heap, rest) = ConcurrentCollector.Shrink();
        table.Row("gateway alone: managed heap per tunnel, octets", [heap / (double)count]);
        table.Row("gateway alone: resident set per tunnel, octets", [(rest - resident) / (double)count]);
        table.Row("gateway alone: resident set, all of the process, MiB", [rest / (double)(1 << 20)]);
        var pauses = Enumerable.Range(0, run.Rounds).Select(_ => ConcurrentCollector.Background(static () => { })).ToArray();
        table.Row("gateway alone: longest pause of a gen-2 collection, ms", pauses);
        table.Row("gateway alone: the same if it stopped everything, ms", [ConcurrentCollector.Blocking()]);
        table.Line($"load {Machine.Load()}");
        GC.KeepAlive(fleet);
        return 0;
    }

    // A method of its own: nothing keeps the peers alive once it returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Live(BenchmarkRun run, Fleet fleet, int count, Table table)
    {
        var peers = fleet.AddPeers(OwnAddress, 0, count, GatewayConfigurations.Passive);
        SetUp(fleet, peers, count, table);
        Idle(fleet, count, run.IsShort ? 1 : Math.Min(run.Rounds, 2), table);

        // While it collects in the background, the tunnels go on, so that it has changes to catch up with in its last pause.
        var pauses = Enumerable.Range(0, run.Rounds).Select(_ => ConcurrentCollector.Background(() => fleet.Live(Moment))).ToArray();
        table.Row("idle: longest pause of a gen-2 collection, both sides, ms", pauses);
        fleet.Vanish(peers);
    }

    private static void SetUp(Fleet fleet, Engines.EngineSide peers, int count, Table table)
    {
        var costs = new List<double>();
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < Steps; step++)
        {
            var first = (int)((long)count * step / Steps);
            var size = (int)((long)count * (step + 1) / Steps) - first;
            fleet.Gateway.ResetCost();
            fleet.Establish(peers, first, size, PerSecond);
            costs.Add(fleet.Gateway.Cost.Nanoseconds / 1000.0 / size);
        }

        table.Row("gateway: processor time per set-up, tenth by tenth, us", costs);
        table.Row("gateway: the last tenth / the second", [costs[^1] / costs[1]]);
        table.Row("both sides on one thread: seconds of wall time", [clock.Elapsed.TotalSeconds]);
    }

    private static void Idle(Fleet fleet, int count, int minutes, Table table)
    {
        var (busy, probes, answers, rekeys, pauses) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var minute = 0; minute < minutes; minute++)
        {
            var before = fleet.Probes();
            var (exchanges, paused) = (fleet.Gateway.Counters.CreateChildOutRequests.Value, GC.GetTotalPauseDuration());
            fleet.Gateway.ResetCost();
            fleet.Live(TimeSpan.FromMinutes(1));
            busy.Add(fleet.Gateway.Cost.Nanoseconds / 60e9 * 100);
            var after = fleet.Probes();
            probes.Add(after.Sent - before.Sent);
            answers.Add(after.Answered - before.Answered);
            rekeys.Add(fleet.Gateway.Counters.CreateChildOutRequests.Value - exchanges);
            pauses.Add((GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
        }

        if (fleet.Gateway.Established != count || fleet.Gateway.Counters.DpdFailures.Value != 0)
        {
            throw new InvalidOperationException($"of {count} tunnels {fleet.Gateway.Established} are left");
        }

        table.Row("idle: share of one processor, percent", busy);
        table.Row("idle: liveness checks sent in a minute", probes);
        table.Row("idle: of them answered", answers);
        table.Row("idle: rekeys in a minute, IKE SAs and Child SAs", rekeys);
        table.Row("idle: all collections in a minute, both sides, ms", pauses);
    }
}
