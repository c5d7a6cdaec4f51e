using System.CommandLine;
using MyIkev2.Benchmarks;
using MyIkev2.Benchmarks.Fleets;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Rpc;
using MyIkev2.Benchmarks.SetupRate;
using MyIkev2.Benchmarks.Snmp;
using LabException = MyIkev2.Interop.Tests.Lab.LabException;

var isShort = new Option<bool>("--short") { Description = "A few seconds in all, to see that it works; the figures mean little." };
var rounds = new Option<int?>("--rounds") { Description = "Measured rounds, at least 1 (default 5; 2 with --short)." };
var count = new Option<int?>("--count") { Description = "How much one round does: handshakes, tunnels, operations, set-ups or seconds; each benchmark has its own default." };
var only = new Option<string?>("--only") { Description = "Only the suites or parts whose name contains this, where a benchmark has several." };
var output = new Option<string?>("--output") { Description = "Folder for plots, of the benchmarks that draw some." };
var agent = new Option<string?>("--agent") { Description = "The agent's program or myikev2.dll to start; default: the one beside this program." };
var root = new RootCommand("Measures the IKE engine. Figures are processor time, not wall time, and come with their spread over the rounds.");
foreach (var option in new Option[] { isShort, rounds, count, only, output, agent })
{
    option.Recursive = true;
    root.Options.Add(option);
}

// TABLE: every benchmark.
Benchmark[] table =
[
    new("handshake", "IKE_SA_INIT + IKE_AUTH with one child, two engines in this process: processor time and allocations per side.", HandshakeBenchmark.RunAsync),
    new("flood", "A flood of forged IKE_SA_INIT requests against a gateway with tunnels: its cost, and what honest peers notice of it.", FloodBenchmark.RunAsync),
    new("memory", "Octets per established tunnel on a responder with 10,000 of them.", MemoryBenchmark.RunAsync),
    new("tunnels", "100,000 tunnels in one process (--count for others): set-up, memory, idle cost with liveness checks and rekeys, pauses of the collector.",
        TunnelsBenchmark.RunAsync),
    new("mass", "All of 100,000 peers vanish, come back at once, and half of their vpns are changed, with honest tunnels beside them.", MassBenchmark.RunAsync),
    new("growth", "What a set-up, a listed row, a liveness check and a packet cost at 1,000, 10,000 and 100,000 tunnels; --output FOLDER for the plot.",
        run => GrowthBenchmark.RunAsync(run, run.OutputFolder)),
    new("polled", "Set-ups while NMsec, SNMP and gRPC are asked without pause by four clients, against set-ups while nobody asks.", PolledBenchmark.RunAsync),
    new("wire", "Reading, writing, sealing and opening of messages: time and allocations per operation.", WireBenchmark.RunAsync),
    new("policies", "Security policies from 1 to 100,000: a look-up, and a change of the table.", PolicyBenchmark.RunAsync),
    new("sessions", "A million sessions in the data plane: additions per second, octets per session, packets per second with and without.", SessionBenchmark.RunAsync),
    new("registry", "The registry at 1,000 to 100,000 tunnels of one shard: a publication, a summary, a sum over all.", RegistryBenchmark.RunAsync),
    new("esp-crypto", "The ciphers of ESP with bound keys: time per packet of 64, 512 and 1400 octets, against openssl speed.", EspCryptoBenchmark.RunAsync),
    new("esp", "ESP packets in tunnel mode, protect and unprotect: time per packet and Gbit/s of one core, against openssl speed.", EspBenchmark.RunAsync),
    new("pings", "10,000 tunnels over loopback that each ping once a second: losses, round trips, processor time per ping.", PingBenchmark.RunAsync),
    new("nmsec", "GET_IKETUN with 10,000 and 100,000 tunnels against a memory copy and strongSwan's listing (root), and what endless asking takes from the engine.",
        NmsecBenchmark.RunAsync),
    new("grpc", "ListTunnels of 10,000 and 100,000 against strongSwan's listing (root), 5,000 changes per second to 100 callers that watch, and calls per second.",
        GrpcBenchmark.RunAsync),
    new("cli", "show ike ike-sa at 10,000 and 100,000 SAs on the command line, its start included, against swanctl --list-sas (root).", CliBenchmark.RunAsync),
    new("snmp", "Walks of everything served against snmpd with a native table: v2c, v3, ten times the rows, AgentX; and what they take from the engine.",
        SnmpBenchmark.RunAsync),
    new("snmp-walk", "Of snmp only the walks over v2c and v3.",
        run => OperatingSystem.IsLinux() ? SnmpBenchmark.RunWalksAsync(run) : NeedsLinux(run)),
    new("strongswan", "Set-ups per second and processor time per set-up against strongSwan, both roles, and strongSwan against itself (root).",
        run => OperatingSystem.IsLinux() ? StrongSwanBenchmark.RunAsync(run) : NeedsLinux(run), NeedsPeer: true),
    new("start", "From the start of the agent's process to its word that it is ready (root); --agent FILE for a published one.",
        run => OperatingSystem.IsLinux() ? StartBenchmark.RunAsync(run, run.AgentProgram) : NeedsLinux(run)),
    new("test-instance", "Test runs as a client of strongSwan against strongSwan's own initiator: tunnels per second, processor time per tunnel (root).",
        run => OperatingSystem.IsLinux() ? TestInstanceBenchmark.RunAsync(run) : NeedsLinux(run), NeedsPeer: true),
    new("esp-tunnel", "TCP throughput, round trips and processor time through a tunnel: two of our agents against two strongSwans with kernel-libipsec (root).",
        run => OperatingSystem.IsLinux() ? TunnelBenchmark.RunAsync(run) : NeedsLinux(run), NeedsPeer: true),
    new("esp-ping", "Round trips of pings through a tunnel, once a second to a flood: two of our agents against two strongSwans with kernel-libipsec (root).",
        run => OperatingSystem.IsLinux() ? TunnelPingBenchmark.RunAsync(run) : NeedsLinux(run), NeedsPeer: true),
];

foreach (var benchmark in table)
{
    Add(benchmark.Name, benchmark.Summary, benchmark.RunAsync);
}

Add("all", "Every benchmark that needs nothing but this machine.", async run =>
{
    foreach (var benchmark in table.Where(static row => !row.NeedsPeer))
    {
        run.Output.WriteLine($"--- {benchmark.Name}");
        if (await benchmark.RunAsync(run) is not 0 and var failure)
        {
            return failure;
        }
    }

    return 0;
});

var list = new Command("list", "The names of the benchmarks.");
list.SetAction(_ =>
{
    foreach (var benchmark in table)
    {
        Console.WriteLine($"{benchmark.Name,-12} {benchmark.Summary}");
    }
});
root.Subcommands.Add(list);
root.Subcommands.Add(SnmpAgentRole.Create());
root.Subcommands.Add(WatcherRole.Create());
if (OperatingSystem.IsLinux())
{
    root.Subcommands.Add(EngineRole.Create());
}

return await root.Parse(args).InvokeAsync();

static async Task<int> NeedsLinux(BenchmarkRun run)
{
    await Console.Error.WriteLineAsync("This one needs Linux: it runs in network namespaces.");
    return run.IsShort ? 0 : 2;
}

void Add(string name, string summary, Func<BenchmarkRun, Task<int>> action)
{
    var command = new Command(name, summary);
    command.SetAction(async parsed =>
    {
        var run = new BenchmarkRun(Console.Out, parsed.GetValue(isShort), parsed.GetValue(rounds), parsed.GetValue(count), parsed.GetValue(only))
        {
            OutputFolder = parsed.GetValue(output),
            AgentProgram = parsed.GetValue(agent),
        };
        if (run.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        run.Output.WriteLine(Machine.Describe());
        try
        {
            return await action(run);
        }
        catch (LabException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    });
    root.Subcommands.Add(command);
}
