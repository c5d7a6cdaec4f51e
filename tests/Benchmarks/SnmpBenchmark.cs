using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Snmp;
using MyIkev2.Engine.Crypto;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Benchmarks;

/// <summary>
/// GETBULK walks of everything that is served, against net-snmp's snmpd with a native table of as many rows, in turns in one run: over v2c and
/// v3, with ten times the rows, and through an AgentX master; then what endless walking takes from an engine that sets tunnels up. Agents are
/// processes of their own; figures are their processor time.
/// </summary>
internal static class SnmpBenchmark
{
    private const int Repetitions = 50;

    private const int SetUpsPerRound = 500;

    /// <summary>Bindings of one walk through a master, which takes a round trip for each.</summary>
    private const int ThroughMaster = 30_000;

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        var table = new Table(run.Output);
        if (OperatingSystem.IsLinux())
        {
            var rows = run.Count(10_000, 300);
            await WalkComparison.RunAsync(run, table, rows);
            await WalkComparison.RunGrowthAsync(run, table, rows);
            await CompareThroughMasterAsync(run, table, Math.Min(rows, 1_000));
        }
        else
        {
            table.Line("no walks: the clock of another process is read on Linux only");
        }

        await MeasureDisturbanceAsync(run, table);
        return 0;
    }

    /// <summary>Only the walks with the usual number of rows, which is what one looks at while changing something.</summary>
    public static async Task<int> RunWalksAsync(BenchmarkRun run)
    {
        await WalkComparison.RunAsync(run, new Table(run.Output), run.Count(10_000, 300));
        return 0;
    }

    /// <summary>Our subagent and net-snmp's own, each behind a master of its own.</summary>
    private static async Task CompareThroughMasterAsync(BenchmarkRun run, Table table, int rows)
    {
        if (NativeTable.Missing() is { } missing)
        {
            table.Line($"no AgentX master to walk through: {missing} missing");
            return;
        }

        using var native = await NativeTable.BuildAsync(rows);
        var folder = Directory.CreateTempSubdirectory("agentx-benchmark");
        try
        {
            var (ourSocket, theirSocket) = ($"unix:{folder.FullName}/ours", $"unix:{folder.FullName}/theirs");
            var (ourDaemon, ourPort) = await WalkComparison.StartSnmpdAsync("master agentx", $"agentXSocket {ourSocket}");
            await using var ourMaster = ourDaemon;
            var (theirDaemon, theirPort) = await WalkComparison.StartSnmpdAsync("master agentx", $"agentXSocket {theirSocket}");
            await using var theirMaster = theirDaemon;
            await using var ourSubagent = await OurAgent.StartAsync(rows, ourSocket);
            await using var theirSubagent = await NetSnmpDaemon.Subagent(theirSocket, native.ConfigurationLine);
            using var ourWalker = new SnmpWalker(ourPort, isVersion3: false);
            using var theirWalker = new SnmpWalker(theirPort, isVersion3: false);
            await WaitUntilServedAsync(ourWalker, OwnColumns.Roots[0]);
            await WaitUntilServedAsync(theirWalker, NativeTable.Entry);
            var limit = run.IsShort ? 500 : ThroughMaster;
            await WalkMeasurement.WarmUpAsync(run, ourSubagent, () => ourWalker.Walk(OwnColumns.Roots[0], Repetitions, limit));
            var (own, foreign) = (new List<WalkCost>(), new List<WalkCost>());
            for (var round = 0; round < run.Rounds; round++)
            {
                own.Add(WalkMeasurement.Walk(ourWalker, [OwnColumns.Roots[0]], Repetitions, limit, ourSubagent.ProcessId, ourMaster.ProcessId));
                foreign.Add(WalkMeasurement.Walk(theirWalker, [NativeTable.Entry], Repetitions, limit, theirSubagent.ProcessId, theirMaster.ProcessId));
            }

            table.Heading($"through snmpd as AgentX master, Unix socket, {rows:N0} rows");
            table.Row("our subagent: bindings per second", own.Select(static cost => cost.VarBindsPerSecond));
            table.Row("our subagent: its processor time of a binding, us", own.Select(static cost => cost.Microseconds));
            table.Row("our subagent: the master's, us", own.Select(static cost => cost.MicrosecondsPerVarBind[1]));
            table.Row("snmpd's subagent: bindings per second", foreign.Select(static cost => cost.VarBindsPerSecond));
            table.Row("snmpd's subagent: its processor time of a binding, us", foreign.Select(static cost => cost.Microseconds));
            table.Row("snmpd's subagent: the master's, us", foreign.Select(static cost => cost.MicrosecondsPerVarBind[1]));
            table.Row("ours / snmpd's: bindings per second (above 1: faster)", own.Zip(foreign, static (ours, theirs) => ours.VarBindsPerSecond / theirs.VarBindsPerSecond));
            table.Line($"load {Machine.Load()}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Set-ups while an agent over the same registry is walked without pause, in turns with set-ups while nobody asks.</summary>
    private static async Task MeasureDisturbanceAsync(BenchmarkRun run, Table table)
    {
        using var crypto = CryptoProviders.CreateBest();
        using var responder = EnginePair.Responder(EngineSuite.Curve25519Gcm, crypto);
        responder.Registry.SetStacks([new StackInfo { Name = "main" }]);
        using var agent = await SnmpAgentRole.StartAsync(responder.Registry);
        var perRound = run.IsShort ? 50 : SetUpsPerRound;
        SetUp(crypto, responder, 2 * perRound);
        var (alone, walked) = (new List<double>(), new List<double>());
        long varBinds = 0;
        for (var round = 0; round < 2 * run.Rounds; round++)
        {
            // The order turns too: what grows with the number of tunnels falls on both.
            foreach (var isWalked in round % 2 == 0 ? (ReadOnlySpan<bool>)[false, true] : [true, false])
            {
                using var walker = isWalked ? new EndlessWalker(SnmpAgentRole.PortOf(agent), OwnColumns.Roots, Repetitions) : null;
                (isWalked ? walked : alone).Add(SetUp(crypto, responder, perRound));
                varBinds += walker?.Stop() ?? 0;
            }
        }

        table.Heading($"responder's processor time per set-up, us; {2 * run.Rounds} times {perRound}");
        table.Row("nobody asks", alone);
        table.Row("walked without pause", walked);
        table.Row("walked / nobody asks", walked.Zip(alone, static (one, other) => one / other));
        table.Line($"{varBinds:N0} bindings meanwhile; load {Machine.Load()}");
        await agent.StopAsync();
    }

    private static double SetUp(ICryptoProvider crypto, EngineSide responder, int count)
    {
        var first = responder.Established;
        using var initiator = EnginePair.Initiator(EngineSuite.Curve25519Gcm, crypto, responder, first, count);
        responder.ResetCost();
        EnginePair.Establish(initiator, responder, first, count);
        return responder.Cost.Nanoseconds / 1000.0 / count;
    }

    /// <summary>A subagent registers when it comes to it.</summary>
    private static async Task WaitUntilServedAsync(SnmpWalker walker, ObjectIdentifier root)
    {
        for (var attempt = 0; walker.Walk(root, 1, limit: 1).VarBinds == 0; attempt++)
        {
            if (attempt == 300)
            {
                throw new InvalidOperationException($"{root} is not registered with the master");
            }

            await Task.Delay(100);
        }
    }
}
