using System.Diagnostics;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Monitoring;
using MyIkev2.Engine.Crypto;
using MyIkev2.Interop.Tests;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks;

/// <summary>
/// NMsec_GET_IKETUN over the Unix socket, on a registry that an engine filled: against a copy of as many octets in memory, against what strongSwan lists
/// with as many SAs, and what endless asking takes from an engine that sets tunnels up. Server and client are threads of this process; the client looks
/// at headers only.
/// </summary>
internal static class NmsecBenchmark
{
    private const int Batch = 500;

    // Enough that every answer is more than sockets and pipes hold.
    private const int Standing = 1_000;

    private static readonly TimeSpan StrongSwanLimit = TimeSpan.FromSeconds(120);

    /// <summary>Until the code on both ends of the socket is compiled as it stays.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        int[] counts = run.IsShort ? [run.Count(0, Standing)] : run.Count(0, 0) is > 0 and var one ? [one] : [10_000, 100_000];
        using var responder = EnginePair.Responder(EngineSuite.Curve25519Gcm, crypto);
        responder.Registry.SetStacks([new StackInfo { Name = "main" }]);
        await using var server = await NmsecServer.StartAsync(responder.Registry);
        var table = new Table(run.Output);
        var rate = 0.0;
        foreach (var count in counts)
        {
            Fill(crypto, responder, count);
            var ours = MeasureAnswers(server.SocketPath, run.Rounds, count, table);
            rate = count == counts[0] ? ours : rate;
        }

        await CompareAsync(run, counts[0], rate, table);
        await MeasureDisturbanceAsync(run, crypto, table);
        return 0;
    }

    private static void Fill(ICryptoProvider crypto, EngineSide responder, int count)
    {
        while (responder.Established < count)
        {
            var first = responder.Established;
            var more = Math.Min(Batch, count - first);
            using var initiator = EnginePair.Initiator(EngineSuite.Curve25519Gcm, crypto, responder, first, more);
            EnginePair.Establish(initiator, responder, first, more);
        }
    }

    /// <summary>Returns the median of records per second.</summary>
    private static double MeasureAnswers(string socketPath, int rounds, int count, Table table)
    {
        // Large answers are few; small ones are repeated until the figures mean something.
        var repeats = Math.Max(3, 50_000 / count);
        using var reader = new NmsecReader(socketPath);
        for (var warming = Stopwatch.StartNew(); warming.Elapsed < WarmUp;)
        {
            Check(reader.Ask(), count);
        }

        var answers = new List<Answer>();
        var allocated = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var best = default(Answer);
            for (var i = 0; i < repeats; i++)
            {
                var answer = reader.Ask();
                Check(answer, count);
                best = best.Records == 0 || answer.ToLastOctet < best.ToLastOctet ? answer : best;
            }

            allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)repeats);
            answers.Add(best);
        }

        var copies = Enumerable.Range(0, rounds).Select(_ => MemoryCopy.OctetsPerSecond(answers[0].Octets)).ToList();
        table.Heading($"GET_IKETUN, {count:N0} tunnels, {answers[0].Octets / 1e6:N1} MB: best of {repeats} answers");
        table.Row("records per second", answers.Select(static answer => answer.RecordsPerSecond));
        table.Row("MB per second", answers.Select(static answer => answer.OctetsPerSecond / 1e6));
        table.Row("copy of as many octets in memory, MB per second", copies.Select(static copy => copy / 1e6));
        table.Row("answer / copy (below 1: slower than a copy)", answers.Zip(copies, static (answer, copy) => answer.OctetsPerSecond / copy));
        table.Row("to the first octet, us", answers.Select(static answer => answer.ToFirstOctet.TotalMicroseconds));
        table.Row("to the last octet, ms", answers.Select(static answer => answer.ToLastOctet.TotalMilliseconds));
        table.Row("allocated per answer, KiB", allocated.Select(static octets => octets / 1024));
        table.Line($"load {Machine.Load()}");
        return Spread.Of(answers.Select(static answer => answer.RecordsPerSecond)).Median;
    }

    private static async Task CompareAsync(BenchmarkRun run, int count, double ours, Table table)
    {
        if (!OperatingSystem.IsLinux() || LabRequirements.SkipReason() is { Length: > 0 })
        {
            table.Line("no strongSwan to compare with: that needs root on Linux and its packages");
            return;
        }

        await using var listed = await ListedStrongSwan.StartAsync(count, StrongSwanLimit);
        var answers = new List<Answer>();
        for (var round = 0; round <= run.Rounds; round++)
        {
            var answer = await SwanctlListing.AskAsync(listed.ViciSocket);
            Check(answer, listed.Count);
            answers.Add(answer);
        }

        // The first one warms up.
        answers.RemoveAt(0);
        table.Heading($"swanctl --list-sas --raw, {listed.Count:N0} SAs{(listed.Count < count ? $" (all that came up in {StrongSwanLimit.TotalSeconds} s)" : "")}");
        table.Row("SAs per second", answers.Select(static answer => answer.RecordsPerSecond));
        table.Row("MB per second", answers.Select(static answer => answer.OctetsPerSecond / 1e6));
        table.Row("to the first octet, us", answers.Select(static answer => answer.ToFirstOctet.TotalMicroseconds));
        table.Row("to the last octet, ms", answers.Select(static answer => answer.ToLastOctet.TotalMilliseconds));
        table.Row("ours / strongSwan: records per second (above 1: faster)", answers.Select(answer => ours / answer.RecordsPerSecond));
        table.Line($"load {Machine.Load()}");
    }

    /// <summary>Set-ups while the interface is asked without pause, in turns with set-ups while nobody asks.</summary>
    private static async Task MeasureDisturbanceAsync(BenchmarkRun run, ICryptoProvider crypto, Table table)
    {
        var perRound = run.IsShort ? 50 : Batch;
        using var responder = EnginePair.Responder(EngineSuite.Curve25519Gcm, crypto);
        responder.Registry.SetStacks([new StackInfo { Name = "main" }]);
        await using var server = await NmsecServer.StartAsync(responder.Registry);
        Fill(crypto, responder, Standing);
        var (alone, polled) = (new List<double>(), new List<double>());
        var asked = 0;
        for (var round = 0; round < 2 * run.Rounds; round++)
        {
            // The order turns too: what grows with the number of tunnels falls on both.
            foreach (var isPolled in round % 2 == 0 ? (ReadOnlySpan<bool>)[false, true] : [true, false])
            {
                using var poller = isPolled ? new EndlessPoller(server.SocketPath) : null;
                (isPolled ? polled : alone).Add(SetUp(crypto, responder, perRound));
                asked += poller?.Stop() ?? 0;
            }
        }

        table.Heading($"responder's processor time per set-up, us; {2 * run.Rounds} times {perRound} on top of {Standing:N0}");
        table.Row("nobody asks", alone);
        table.Row("asked without pause", polled);
        table.Row("asked / nobody asks", polled.Zip(alone, static (one, other) => one / other));
        table.Line($"{asked} answers meanwhile; load {Machine.Load()}");
    }

    private static double SetUp(ICryptoProvider crypto, EngineSide responder, int count)
    {
        var first = responder.Established;
        using var initiator = EnginePair.Initiator(EngineSuite.Curve25519Gcm, crypto, responder, first, count);
        responder.ResetCost();
        EnginePair.Establish(initiator, responder, first, count);
        return responder.Cost.Nanoseconds / 1000.0 / count;
    }

    private static void Check(in Answer answer, int count)
    {
        if (answer.Records != count)
        {
            throw new InvalidOperationException($"of {count} tunnels {answer.Records} were listed");
        }
    }
}
