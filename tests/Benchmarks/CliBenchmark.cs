using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Monitoring;
using MyIkev2.Benchmarks.Rpc;
using MyIkev2.Interop.Tests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks;

/// <summary>
/// What somebody waits for who lists all SAs on the command line, the start of the program included: <c>myikev2 show ike ike-sa</c>, its details, and
/// <c>swanctl --list-sas</c> with as many SAs.
/// </summary>
internal static class CliBenchmark
{
    private static readonly TimeSpan StrongSwanLimit = TimeSpan.FromSeconds(120);

    // TABLE: a command, and what it prints once for each SA.
    private static readonly (string Name, string[] Arguments, byte[] Marker)[] Commands =
    [
        ("show ike ike-sa", ["show", "ike", "ike-sa"], " established "u8.ToArray()),
        ("show ike ike-sa details", ["show", "ike", "ike-sa", "details"], ", ESTABLISHED, IKEv"u8.ToArray()),
    ];

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        int[] counts = run.IsShort ? [run.Count(0, 500)] : run.Count(0, 0) is > 0 and var one ? [one] : [10_000, 100_000];
        var table = new Table(run.Output);
        var ours = new List<Answer>();
        foreach (var count in counts)
        {
            var answers = await MeasureAsync(run, count, table);
            ours = count == counts[0] ? answers : ours;
        }

        if (run.Wants("swanctl"))
        {
            await CompareAsync(run, counts[0], ours, table);
        }

        return 0;
    }

    /// <summary>Returns the answers of the last command.</summary>
    private static async Task<List<Answer>> MeasureAsync(BenchmarkRun run, int count, Table table)
    {
        // Number 1 would have two generations.
        var canned = new CannedRegistry(tunnels: 0);
        canned.Commit(0, upserts: [.. Enumerable.Range(2, count).Select(static number => CannedRegistry.Tunnel(number) with { State = IkeTunnelState.Established })]);
        await using var server = await RpcServer.StartAsync(canned.Registry);
        var agent = run.AgentProgram ?? Path.Combine(AppContext.BaseDirectory, "myikev2.dll");
        string[] line = agent.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", agent] : [agent];
        var answers = new List<Answer>();
        foreach (var (name, arguments, marker) in Commands)
        {
            answers.Clear();

            // The first one finds the files on the disk, and the server cold.
            for (var round = 0; round <= run.Rounds; round++)
            {
                var answer = await ProgramListing.AskAsync(line[0], [.. line[1..], "--socket", server.SocketPath, .. arguments], marker);
                Check(answer, count);
                answers.Add(answer);
            }

            answers.RemoveAt(0);
            Print(table, $"myikev2 {name}, {count:N0} SAs, {answers[0].Octets / 1e6:N1} MB", answers);
        }

        table.Line($"load {Machine.Load()}");
        return answers;
    }

    private static async Task CompareAsync(BenchmarkRun run, int count, List<Answer> ours, Table table)
    {
        if (!OperatingSystem.IsLinux() || run.IsShort || LabRequirements.SkipReason() is { Length: > 0 })
        {
            table.Line("not compared with strongSwan: that needs root on Linux, its packages, and no --short");
            return;
        }

        await using var listed = await ListedStrongSwan.StartAsync(count, StrongSwanLimit);
        var answers = new List<Answer>();
        for (var round = 0; round <= run.Rounds; round++)
        {
            var answer = await SwanctlListing.AskForTextAsync(listed.ViciSocket);
            Check(answer, listed.Count);
            answers.Add(answer);
        }

        answers.RemoveAt(0);
        Print(table, $"swanctl --list-sas, {listed.Count:N0} SAs{(listed.Count < count ? $" (all that came up in {StrongSwanLimit.TotalSeconds} s)" : "")}", answers);
        table.Row("ours, with details / swanctl: SAs per second", ours.Zip(answers, static (one, other) => one.RecordsPerSecond / other.RecordsPerSecond));
        table.Line($"load {Machine.Load()}");
    }

    private static void Print(Table table, string heading, List<Answer> answers)
    {
        table.Heading(heading);
        table.Row("SAs per second", answers.Select(static answer => answer.RecordsPerSecond));
        table.Row("to the first octet, ms", answers.Select(static answer => answer.ToFirstOctet.TotalMilliseconds));
        table.Row("to the last octet, ms", answers.Select(static answer => answer.ToLastOctet.TotalMilliseconds));
    }

    private static void Check(in Answer answer, int count)
    {
        if (answer.Records != count)
        {
            throw new InvalidOperationException($"of {count} SAs {answer.Records} were listed");
        }
    }
}
