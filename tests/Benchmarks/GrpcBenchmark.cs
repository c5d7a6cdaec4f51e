using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Monitoring;
using MyIkev2.Benchmarks.Rpc;
using MyIkev2.Interop.Tests;
using MyIkev2.Registry;
using MyIkev2.Testing;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Benchmarks;

/// <summary>
/// The agent's own gRPC API over its Unix socket: a list of all tunnels against strongSwan's of as many SAs, changes told to many callers that watch, and
/// small calls. Answers are taken as octets, by callers of this process or, where told so, of another one.
/// </summary>
internal static class GrpcBenchmark
{
    private const int Watching = 100;
    private const int ChangesPerSecond = 5_000;

    // So many that none changes twice between two looks of the feed, which would tell it once.
    private const int WatchedTunnels = 5_000;

    private static readonly TimeSpan StrongSwanLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        var table = new Table(run.Output);
        var count = run.Count(10_000, 1_000);
        if (run.Wants("list"))
        {
            var rate = await MeasureListAsync(run, count, table);
            if (!run.IsShort)
            {
                _ = await MeasureListAsync(run, 10 * count, table);
            }

            await CompareAsync(run, count, rate, table);
        }

        if (run.Wants("watch"))
        {
            await MeasureWatchAsync(run, table, field: null);
            await MeasureWatchAsync(run, table, field: "state");
        }

        if (run.Wants("calls"))
        {
            await MeasureUnaryAsync(run, table);
        }

        return 0;
    }

    /// <summary>Returns the median of records per second.</summary>
    private static async Task<double> MeasureListAsync(BenchmarkRun run, int count, Table table)
    {
        // Number 1 would have two generations.
        var canned = new CannedRegistry(tunnels: 0);
        canned.Commit(0, upserts: [.. Enumerable.Range(2, count).Select(CannedRegistry.Tunnel)]);
        await using var server = await RpcServer.StartAsync(canned.Registry);
        using var channel = GrpcChannel.ForUnixSocket(server.SocketPath);
        var invoker = channel.CreateCallInvoker();
        var median = 0.0;
        foreach (var (name, request) in new (string, V1.ListTunnelsRequest)[]
        {
            ("ListTunnels, everything", new()),
            ("ListTunnels, five members", new() { FieldMask = new FieldMask { Paths = { "vpn", "state", "remote", "established_at", "traffic" } } }),
        })
        {
            for (var warming = Stopwatch.StartNew(); warming.Elapsed < WarmUp;)
            {
                await RawCalls.AskAsync(count, invoker, V1.Agent.Descriptor.FullName, "ListTunnels", request);
            }

            await CheckAsync(channel, request, count);
            var (answers, allocated, cost) = (new List<Answer>(), new List<double>(), new List<double>());
            for (var round = 0; round < 3 * run.Rounds; round++)
            {
                var (before, busy) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
                answers.Add(await RawCalls.AskAsync(count, invoker, V1.Agent.Descriptor.FullName, "ListTunnels", request));
                allocated.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
                cost.Add((Environment.CpuUsage.TotalTime - busy).TotalMicroseconds / count);
            }

            table.Heading($"{name}, {count:N0} tunnels, {answers[0].Octets / 1e6:N1} MB");
            table.Row("tunnels per second", answers.Select(static answer => answer.RecordsPerSecond));
            table.Row("to the first octet, us", answers.Select(static answer => answer.ToFirstOctet.TotalMicroseconds));
            table.Row("to the last octet, ms", answers.Select(static answer => answer.ToLastOctet.TotalMilliseconds));
            table.Row("allocated per tunnel, octets", allocated.Select(octets => octets / count));
            table.Row("processor time per tunnel, both ends, us", cost);
            table.Line($"load {Machine.Load()}");
            median = median == 0 ? Spread.Of(answers.Select(static answer => answer.RecordsPerSecond)).Median : median;
        }

        return median;
    }

    private static async Task CheckAsync(GrpcChannel channel, V1.ListTunnelsRequest request, int count)
    {
        using var call = new V1.Agent.AgentClient(channel).ListTunnels(request);
        var listed = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            listed += response.Tunnels.Count;
        }

        Require(listed == count, $"of {count} tunnels {listed} were listed");
    }

    private static async Task MeasureWatchAsync(BenchmarkRun run, Table table, string? field)
    {
        var seconds = run.IsShort ? 2 : 10;
        var changes = (long)ChangesPerSecond * seconds;
        var tunnels = Enumerable.Range(2, WatchedTunnels).Select(CannedRegistry.Tunnel).ToArray();
        var (lag, cost, theirs, delivered, allocated) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Math.Min(run.Rounds, 3); round++)
        {
            var canned = new CannedRegistry(tunnels: 0);
            canned.Commit(0, upserts: tunnels);
            await using var server = await RpcServer.StartAsync(canned.Registry);
            using var watchers = await Watchers.StartAsync(server.SocketPath, Watching, (WatchedTunnels + 255) / 256, changes, field);
            var (busy, before, started) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
            await PublishAsync(canned, tunnels, seconds);
            var published = Stopwatch.GetTimestamp();
            var (octets, processor) = await watchers.DoneAsync();
            lag.Add(Stopwatch.GetElapsedTime(published).TotalMilliseconds);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            delivered.Add(changes * Watching / elapsed);
            cost.Add((Environment.CpuUsage.TotalTime - busy).TotalSeconds / elapsed);
            theirs.Add(processor / elapsed);
            allocated.Add((GC.GetTotalAllocatedBytes() - before) / (double)(changes * Watching));
            if (round == 0)
            {
                table.Heading($"Watch{(field is null ? "" : $", '{field}' only")}: {ChangesPerSecond:N0} changes per second for {seconds} s to {Watching} callers, {octets / changes / Watching} octets each");
            }
        }

        table.Row("changes told per second, all callers", delivered);
        table.Row("processors busy, server", cost);
        table.Row("processors busy, the callers' process (start included)", theirs);
        table.Row("allocated per change told, octets", allocated);
        table.Row("from the last change to the last caller, ms", lag);
        table.Line($"none was lost; load {Machine.Load()}");
    }

    /// <summary>Changes at an even rate, each of another tunnel than those before.</summary>
    private static async Task PublishAsync(CannedRegistry canned, IkeTunnelSnapshot[] tunnels, int seconds)
    {
        const int PerTurn = 25;
        var interval = TimeSpan.FromSeconds((double)PerTurn / ChangesPerSecond);
        var turns = ChangesPerSecond * seconds / PerTurn;
        var started = Stopwatch.GetTimestamp();
        for (var turn = 0; turn < turns; turn++)
        {
            var first = turn * PerTurn % tunnels.Length;
            canned.Commit(0, upserts: [.. Enumerable.Range(first, PerTurn).Select(i => tunnels[i] with { PeerWindow = (ushort)turn })]);
            var due = (turn + 1) * interval - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due);
            }
        }
    }

    private static async Task MeasureUnaryAsync(BenchmarkRun run, Table table)
    {
        await using var server = await RpcServer.StartAsync(new CannedRegistry(tunnels: 100).Registry);
        using var channel = GrpcChannel.ForUnixSocket(server.SocketPath);
        var invoker = channel.CreateCallInvoker();
        var duration = TimeSpan.FromSeconds(run.IsShort ? 0.5 : 2);
        (string Name, string Service, string Method, IMessage Request)[] calls =
        [
            ("health check", Health.Descriptor.FullName, "Check", new HealthCheckRequest()),
            ("Status", V1.Agent.Descriptor.FullName, "Status", new V1.StatusRequest()),
        ];
        table.Heading("calls with one answer, one connection");
        foreach (var (name, service, method, request) in calls)
        {
            foreach (var parallel in new[] { 1, 32 })
            {
                await CallAsync(invoker, service, method, request.ToByteArray(), parallel, duration);
                var (rates, costs, octets) = (new List<double>(), new List<double>(), new List<double>());
                for (var round = 0; round < run.Rounds; round++)
                {
                    var (before, busy, started) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
                    var made = await CallAsync(invoker, service, method, request.ToByteArray(), parallel, duration);
                    rates.Add(made / Stopwatch.GetElapsedTime(started).TotalSeconds);
                    costs.Add((Environment.CpuUsage.TotalTime - busy).TotalMicroseconds / made);
                    octets.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)made);
                }

                table.Row($"{name}, {parallel} at once: calls per second", rates);
                table.Row("  processor time per call, both ends, us", costs);
                table.Row("  allocated per call, both ends, octets", octets);
            }
        }

        table.Line($"load {Machine.Load()}");
    }

    private static async Task<long> CallAsync(CallInvoker invoker, string service, string method, byte[] request, int parallel, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var made = await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            long own = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; own++)
            {
                using var call = RawCalls.Unary(invoker, service, method, request);
                await call.ResponseAsync;
            }

            return own;
        }));
        return made.Sum();
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
            Require(answer.Records == listed.Count, $"of {listed.Count} SAs {answer.Records} were listed");
            answers.Add(answer);
        }

        // The first one warms up.
        answers.RemoveAt(0);
        table.Heading($"swanctl --list-sas --raw, {listed.Count:N0} SAs{(listed.Count < count ? $" (all that came up in {StrongSwanLimit.TotalSeconds} s)" : "")}");
        table.Row("SAs per second", answers.Select(static answer => answer.RecordsPerSecond));
        table.Row("to the last octet, ms", answers.Select(static answer => answer.ToLastOctet.TotalMilliseconds));
        table.Row("ListTunnels / swanctl: per second (above 1: faster)", answers.Select(answer => ours / answer.RecordsPerSecond));
        table.Line($"load {Machine.Load()}");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
