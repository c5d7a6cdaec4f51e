using System.Net.Sockets;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>
/// GETBULK walks of our agent and of snmpd with a native table, over v2c and v3. A manager chooses how many repetitions it asks for, so each
/// round walks with several: as few as snmpbulkwalk does by itself, a datagram of some fragments, and as many as a datagram holds. Both
/// agents give as much as they are asked for. All walks of a round are neighbours, so that ratios survive a busy machine.
/// </summary>
internal static class WalkComparison
{
    private static readonly WalkKind[] Kinds =
    [
        new(10, "10, as snmpbulkwalk", ColumnStep: 8, 60_000),
        new(50, "50", ColumnStep: 1, 200_000),
        new(500, "500", ColumnStep: 1, 200_000),
        new(All, "2,000, both give 1,000", ColumnStep: 4, 200_000),
    ];

    /// <summary>More than a datagram holds, and than either gives.</summary>
    private const int All = 2_000;

    /// <summary>Of how many object types one is walked where the number of rows is what matters.</summary>
    private const int GrowthStep = 16;

    /// <summary>One walk for each kind, version and round, ours and snmpd's.</summary>
    public static async Task RunAsync(BenchmarkRun run, Table table, int rows)
    {
        await using var ours = await OurAgent.StartAsync(rows);
        using var native = NativeTable.Missing() is null ? await NativeTable.BuildAsync(rows) : null;
        var (daemon, port) = native is null ? (null, 0) : await StartSnmpdAsync(native.ConfigurationLine);
        await using var theirs = daemon;
        foreach (var (version, isVersion3) in ((string, bool)[])[("v2c", false), ("v3 SHA-256 AES-128", true)])
        {
            if (!run.Wants(version))
            {
                continue;
            }

            using var ourWalker = new SnmpWalker(ours.Port, isVersion3);
            using var theirWalker = theirs is null ? null : new SnmpWalker(port, isVersion3);
            var own = Array.ConvertAll(Kinds, static _ => new List<WalkCost>());
            var foreign = Array.ConvertAll(Kinds, static _ => new List<WalkCost>());
            await WalkMeasurement.WarmUpAsync(run, ours, () =>
            {
                foreach (var kind in Kinds)
                {
                    WalkMeasurement.Walk(ourWalker, kind.Columns, kind.Repetitions, LimitOf(run), ours.ProcessId);
                }
            });
            for (var round = 0; round < run.Rounds; round++)
            {
                for (var i = 0; i < Kinds.Length; i++)
                {
                    var kind = Kinds[i];
                    own[i].Add(WalkMeasurement.Walk(ourWalker, kind.Columns, kind.Repetitions, LimitOf(run), ours.ProcessId));
                    if (theirWalker is not null)
                    {
                        var limit = Math.Min(LimitOf(run), kind.NativeLimit);
                        foreign[i].Add(WalkMeasurement.Walk(theirWalker, [NativeTable.Entry], kind.Repetitions, limit, theirs!.ProcessId));
                    }
                }
            }

            Print(table, $"{version}, {rows:N0} rows", own, foreign);
        }
    }

    /// <summary>What ten times the rows make of our cost, over the same columns.</summary>
    public static async Task RunGrowthAsync(BenchmarkRun run, Table table, int rows)
    {
        await using var few = await OurAgent.StartAsync(rows);
        await using var many = await OurAgent.StartAsync(rows * 10);
        using var fewWalker = new SnmpWalker(few.Port, isVersion3: false);
        using var manyWalker = new SnmpWalker(many.Port, isVersion3: false);
        var columns = OwnColumns.Every(GrowthStep);
        await WalkMeasurement.WarmUpAsync(run, few, () => WalkFew());
        await WalkMeasurement.WarmUpAsync(run, many, () => WalkMany());
        var (small, large) = (new List<double>(), new List<double>());
        for (var round = 0; round < run.Rounds; round++)
        {
            small.Add(WalkFew().Microseconds);
            large.Add(WalkMany().Microseconds);
        }

        table.Heading($"GETBULK of 50 over v2c, every {GrowthStep}th column");
        table.Row($"processor time of a binding, {rows:N0} rows, us", small);
        table.Row($"processor time of a binding, {rows * 10:N0} rows, us", large);
        table.Row("the second / the first (1: does not grow)", large.Zip(small, static (one, other) => one / other));
        table.Line($"load {Machine.Load()}");

        WalkCost WalkFew() => WalkMeasurement.Walk(fewWalker, columns, 50, LimitOf(run), few.ProcessId);
        WalkCost WalkMany() => WalkMeasurement.Walk(manyWalker, columns, 50, LimitOf(run), many.ProcessId);
    }

    /// <summary>An snmpd that may give as many bindings as our agent does by itself: by default it stops at 100.</summary>
    public static async Task<(NetSnmpDaemon Daemon, int Port)> StartSnmpdAsync(params string[] configuration)
    {
        var port = NetSnmpDaemon.FreePort(SocketType.Dgram);
        return (await NetSnmpDaemon.Agent(
            [
                $"agentAddress udp:127.0.0.1:{port}", $"rocommunity {SnmpWalker.Community}", "maxGetbulkResponses 1000",
                $"createUser {SnmpWalker.User} SHA-256 {SnmpWalker.Password} AES {SnmpWalker.Password}", $"rouser {SnmpWalker.User} priv", .. configuration,
            ]), port);
    }

    private static long LimitOf(BenchmarkRun run) => run.IsShort ? 5_000 : long.MaxValue;

    private static void Print(Table table, string heading, List<WalkCost>[] own, List<WalkCost>[] foreign)
    {
        table.Heading($"{heading}: processor time of a binding, us");
        for (var i = 0; i < Kinds.Length; i++)
        {
            table.Row($"ours, repetitions: {Kinds[i].Name}", own[i].Select(static cost => cost.Microseconds));
        }

        if (foreign[0].Count == 0)
        {
            table.Line($"no snmpd to compare with: {NativeTable.Missing()} missing");
            return;
        }

        for (var i = 0; i < Kinds.Length; i++)
        {
            table.Row($"snmpd, repetitions: {Kinds[i].Name}", foreign[i].Select(static cost => cost.Microseconds));
        }

        table.Heading($"{heading}: snmpd / ours (above 1: ours is cheaper)");
        table.Row("each at its best", Best(foreign).Zip(Best(own), static (theirs, ours) => theirs / ours));
        for (var i = 0; i < Kinds.Length; i++)
        {
            table.Row($"repetitions: {Kinds[i].Name}", foreign[i].Zip(own[i], static (theirs, ours) => theirs.Microseconds / ours.Microseconds));
        }

        table.Heading($"{heading}: bindings per second, one manager");
        for (var i = 0; i < Kinds.Length; i++)
        {
            table.Row($"ours, repetitions: {Kinds[i].Name}", own[i].Select(static cost => cost.VarBindsPerSecond));
            table.Row($"snmpd, repetitions: {Kinds[i].Name}", foreign[i].Select(static cost => cost.VarBindsPerSecond));
        }

        table.Line($"load {Machine.Load()}");
    }

    /// <summary>Of each round the cheapest kind of walk.</summary>
    private static IEnumerable<double> Best(List<WalkCost>[] kinds) =>
        Enumerable.Range(0, kinds[0].Count).Select(round => kinds.Min(kind => kind[round].Microseconds));

    /// <param name="Repetitions">max-repetitions.</param>
    /// <param name="Name">What the tables say.</param>
    /// <param name="ColumnStep">1: everything is walked; otherwise of so many object types one.</param>
    /// <param name="NativeLimit">Bindings of one walk of snmpd's table, whose columns are all alike.</param>
    private sealed record WalkKind(int Repetitions, string Name, int ColumnStep, long NativeLimit)
    {
        public IReadOnlyList<ObjectIdentifier> Columns { get; } = ColumnStep == 1 ? OwnColumns.Roots : OwnColumns.Every(ColumnStep);
    }
}
