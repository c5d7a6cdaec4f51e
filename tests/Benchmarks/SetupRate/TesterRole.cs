using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>
/// The initiator as a tester has it: a test run of its own for every step, from opening the sockets to the summary. The run then ends without a word to its
/// peer, so that the responder keeps what it has.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TesterRole
{
    /// <summary>As <see cref="EngineRole"/> is told.</summary>
    public const string Name = "tester";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    public static async Task RunAsync(EngineSuite suite, string own, string peer, string statusFile, SetupPlan plan)
    {
        using var crypto = CryptoProviders.CreateBest();
        EngineStatusFile.Write(statusFile, 0);
        foreach (var (first, count) in plan.Steps)
        {
            while (!File.Exists(EngineRole.GoFile(statusFile, first)))
            {
                await Task.Delay(Interval);
            }

            await CreateAsync(crypto, Plan(suite, own, peer, first, count));
            Console.WriteLine(EngineRole.Done(first));
        }

        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    private static RunPlan Plan(EngineSuite suite, string own, string peer, int first, int count) => new()
    {
        Role = TestRole.Client,
        Tunnels = count,
        Configuration = EngineConfigurations.Initiator(suite, IpAddress.Parse(own), IpAddress.Parse(peer), first, count),
        Runtime = new EngineRuntimeOptions { Listeners = [new ListenerOptions { Address = own }] },
        Window = SetupPlan.Window,
        MaximumTries = 1,
        CarriesPackets = false,
    };

    private static async Task CreateAsync(CompositeCryptoProvider crypto, RunPlan plan)
    {
        await using var run = new TestInstance("benchmark", plan, new TestInstanceServices { Crypto = crypto });
        using var events = run.Subscribe(TestEventLevel.Information, "tunnels created in");
        run.Start();
        await foreach (var _ in events.ReadAllAsync())
        {
            break;
        }

        if (run.ReadSummary() is { CreatedTunnels: var created, LastError: var error } && created != plan.Tunnels)
        {
            throw new InvalidOperationException($"{created} of {plan.Tunnels} tunnels: {error}");
        }
    }
}
