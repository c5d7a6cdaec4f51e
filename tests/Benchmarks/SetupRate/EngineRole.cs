using System.CommandLine;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.DataPlane;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>
/// What this program does when <see cref="EnginePeer"/> starts it again in a network namespace: it runs the real engine, with its sockets
/// and threads, as one side of the set-ups.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class EngineRole
{
    public const string CommandName = "engine";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    /// <summary>The file whose appearance starts the initiator's step that begins with that number.</summary>
    public static string GoFile(string status, int first) => $"{status}.go.{first}";

    /// <summary>What it prints when that step is done.</summary>
    public static string Done(int first) => $"done {first}";

    public static Command Create()
    {
        var role = new Option<string>("--role") { Required = true };
        var suite = new Option<string>("--suite") { Required = true };
        var own = new Option<string>("--own") { Required = true };
        var peer = new Option<string>("--peer");
        var pki = new Option<string?>("--pki");
        var status = new Option<string>("--status") { Required = true };
        var warmUp = new Option<int>("--warm-up");
        var rounds = new Option<int>("--measured-rounds");
        var count = new Option<int>("--per-round");
        var command = new Command(CommandName, "One side of the strongSwan benchmark, which starts it.") { Hidden = true };
        foreach (var option in new Option[] { role, suite, own, peer, pki, status, warmUp, rounds, count })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var algorithms = SetupSuite.Named(parsed.GetRequiredValue(suite)).Ours;
            if (parsed.GetValue(pki) is { } folder)
            {
                algorithms = algorithms with { Pki = BenchmarkPki.Load(folder) };
            }

            var address = parsed.GetRequiredValue(own);
            if (parsed.GetRequiredValue(role) == "responder")
            {
                await RespondAsync(algorithms, address, parsed.GetRequiredValue(status), cancellation);
                return;
            }

            var plan = new SetupPlan(parsed.GetValue(warmUp), parsed.GetValue(rounds), parsed.GetValue(count));
            if (parsed.GetRequiredValue(role) == TesterRole.Name)
            {
                await TesterRole.RunAsync(algorithms, address, parsed.GetRequiredValue(peer), parsed.GetRequiredValue(status), plan);
                return;
            }

            await InitiateAsync(algorithms, address, parsed.GetRequiredValue(peer), parsed.GetRequiredValue(status), plan);
        });
        return command;
    }

    private static async Task RespondAsync(EngineSuite suite, string own, string statusFile, CancellationToken cancellation)
    {
        using var crypto = CryptoProviders.CreateBest();
        var host = CreateHost(crypto, own);
        host.Start(EngineConfigurations.Responder(suite, IpAddress.Parse(own)));
        var written = -1;
        while (!cancellation.IsCancellationRequested)
        {
            var established = (int)host.Registry.Capture().ReadEngineCounters().Established;
            if (established != written)
            {
                EngineStatusFile.Write(statusFile, established);
                written = established;
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    private static async Task InitiateAsync(EngineSuite suite, string own, string peer, string statusFile, SetupPlan plan)
    {
        using var crypto = CryptoProviders.CreateBest();
        var host = CreateHost(crypto, own);
        host.Start(EngineConfigurations.Initiator(suite, IpAddress.Parse(own), IpAddress.Parse(peer), 0, plan.Total));
        EngineStatusFile.Write(statusFile, 0);
        foreach (var (first, count) in plan.Steps)
        {
            while (!File.Exists(GoFile(statusFile, first)))
            {
                await Task.Delay(Interval);
            }

            await InitiateAsync(host, first, count);
            Console.WriteLine(Done(first));
        }

        // The SAs stay, for the responder to count, until this process is killed.
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    private static async Task InitiateAsync(EngineHost host, int first, int count)
    {
        using var window = new SemaphoreSlim(SetupPlan.Window);
        var running = new List<Task>(count);
        for (var number = first; number < first + count; number++)
        {
            await window.WaitAsync();
            running.Add(OneAsync(number));
        }

        await Task.WhenAll(running);

        async Task OneAsync(int number)
        {
            var command = new EngineCommand.InitiateChild(EngineConfigurations.ChildName(number), EngineConfigurations.VpnName(number));
            var result = await host.ExecuteAsync(command, null, CancellationToken.None);
            if (!result.IsSuccess)
            {
                throw new InvalidOperationException($"{command}: {result.Message}");
            }

            window.Release();
        }
    }

    private static EngineHost CreateHost(CompositeCryptoProvider crypto, string own) => new(
        new EngineRuntimeOptions { Listeners = [new ListenerOptions { Address = own }] },
        new EngineHostServices
        {
            Crypto = crypto,
            DataPlane = new SimulatedDataPlane(),
            Loggers = NullLoggerFactory.Instance,
            Info = new EngineInfo { Version = "benchmark", StartedAt = DateTimeOffset.UtcNow, HostName = own },
        });
}
