using System.Diagnostics;
using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>An initiator and a responder in a network of their own, ready for rounds. Idle between them, at next to no cost.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Pairing : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    private Pairing(string name) => Name = name;

    public string Name { get; }

    public List<SetupRound> Rounds { get; } = [];

    private int Initiator { get; set; }

    private int Responder { get; set; }

    /// <summary>Brings up as many tunnels as its second argument says, the first of them being number "first argument".</summary>
    private Func<int, int, Task> Run { get; set; } = static (_, _) => Task.CompletedTask;

    private Func<int, Task<int>> CountEstablished { get; set; } = Task.FromResult;

    /// <summary>Starts both ends.</summary>
    /// <param name="number">Of the network; no two at a time may share one.</param>
    /// <param name="oursInitiates">Our engine initiates, otherwise strongSwan does.</param>
    /// <param name="oursResponds">Our engine answers, otherwise strongSwan does.</param>
    /// <param name="plan">The set-ups.</param>
    /// <param name="suite">Algorithms.</param>
    /// <param name="isTester">Our engine initiates in test runs.</param>
    public static async Task<Pairing> StartAsync(int number, bool oursInitiates, bool oursResponds, SetupPlan plan, SetupSuite suite, bool isTester = false)
    {
        var pki = suite.UsesCertificates ? BenchmarkPki.Create() : null;
        var pairing = new Pairing($"{(isTester ? "our test run" : Who(oursInitiates))} -> {Who(oursResponds)}");
        try
        {
            var network = await LabNetwork.CreateAsync(number, Topology.Direct);
            pairing._parts.Push(network);
            var folder = Scratch.CreateFor($"{suite.Name}-{number}");
            var installed = await pairing.StartResponderAsync(network, Path.Combine(folder, "b"), oursResponds, suite, pki);
            await pairing.StartInitiatorAsync(network, Path.Combine(folder, "a"), oursInitiates, isTester, plan, suite, pki, installed);
            return pairing;
        }
        catch
        {
            await pairing.DisposeAsync();
            throw;
        }
    }

    public Task WarmUpAsync(SetupPlan plan) => Run(0, plan.WarmUp);

    public async Task MeasureAsync(int first, int count)
    {
        var (initiatorBefore, responderBefore) = (ProcessCost.Of(Initiator), ProcessCost.Of(Responder));
        var clock = Stopwatch.StartNew();
        await Run(first, count);
        Rounds.Add(new SetupRound(
            count / clock.Elapsed.TotalSeconds,
            (ProcessCost.Of(Initiator) - initiatorBefore).TotalMicroseconds / count,
            (ProcessCost.Of(Responder) - responderBefore).TotalMicroseconds / count));
    }

    /// <summary>Throws when the responder does not have them all: the figures would be of something else.</summary>
    public async Task CheckAsync(SetupPlan plan)
    {
        if (await CountEstablished(plan.Total) is var established && established != plan.Total)
        {
            throw new LabException($"{Name}: of {plan.Total} set-ups the responder has {established}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static string Who(bool ours) => ours ? "ours" : "strongSwan";

    private async Task<Func<int>> StartResponderAsync(LabNetwork network, string folder, bool ours, SetupSuite suite, BenchmarkPki? pki)
    {
        if (ours)
        {
            var engine = await EnginePeer.StartResponderAsync(network.Peer, folder, suite, pki);
            _parts.Push(engine);
            Responder = engine.Process;
            CountEstablished = async total =>
            {
                await CharonPeer.UntilAsync($"{total} SAs of ours", () => Task.FromResult(engine.Established() >= total));
                return engine.Established();
            };
            return engine.Established;
        }

        var charon = await CharonPeer.StartAsync(network.Peer, folder);
        _parts.Push(charon);
        await charon.LoadResponderAsync(suite, network.Peer, pki);
        Responder = charon.Process;
        CountEstablished = charon.WaitForEstablishedAsync;
        return charon.Installed;
    }

    private async Task StartInitiatorAsync(LabNetwork network, string folder, bool ours, bool isTester, SetupPlan plan, SetupSuite suite, BenchmarkPki? pki, Func<int> installed)
    {
        if (ours)
        {
            var engine = await EnginePeer.StartInitiatorAsync(network.Agent, folder, suite, network.Peer, plan, isTester, pki);
            _parts.Push(engine);
            Initiator = engine.Process;
            Run = (first, _) => engine.InitiateAsync(first);
            return;
        }

        var charon = await CharonPeer.StartAsync(network.Agent, folder);
        _parts.Push(charon);
        await charon.LoadInitiatorAsync(suite, network.Agent, network.Peer, plan.Total, pki);
        Initiator = charon.Process;
        Run = (first, count) => charon.InitiateAsync(first, count, installed);
    }
}
