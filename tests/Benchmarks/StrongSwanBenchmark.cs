using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.SetupRate;
using MyIkev2.Interop.Tests;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Set-ups of IKE SA and child between two processes in two network namespaces, over real sockets, with preshared keys. Neither side carries
/// packets: ours has a simulated data plane, strongSwan's kernel is the lab's stub, whose few microseconds count as strongSwan's.
/// </summary>
internal static class StrongSwanBenchmark
{
    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        if (LabRequirements.SkipReason() is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }

        var count = run.Count(1000, 100);
        var plan = new SetupPlan(Math.Max(SetupPlan.Window, count / 5), run.Rounds, Math.Max(1, count / run.Rounds));
        run.Output.WriteLine($"{plan.Rounds} rounds of {plan.PerRound} set-ups after {plan.WarmUp} to warm up, {SetupPlan.Window} at a time");
        var table = new Table(run.Output);
        foreach (var suite in SetupSuite.All)
        {
            var theirs = Show(table, suite, "strongSwan -> strongSwan", await MeasureAsync(1, plan, suite, StrongSwanToStrongSwanAsync));
            var initiating = Show(table, suite, "ours -> strongSwan", await MeasureAsync(2, plan, suite, OursToStrongSwanAsync));
            var answering = Show(table, suite, "strongSwan -> ours", await MeasureAsync(3, plan, suite, StrongSwanToOursAsync));

            table.Line("");
            table.Line($"ours / strongSwan, medians (below 1 we use less, rates above 1 are ours), load {Machine.Load()}");
            table.Line($"  initiator: processor time {Ratio(initiating, theirs, round => round.InitiatorMicroseconds)}, rate {Ratio(initiating, theirs, round => round.PerSecond)}");
            table.Line($"  responder: processor time {Ratio(answering, theirs, round => round.ResponderMicroseconds)}, rate {Ratio(answering, theirs, round => round.PerSecond)}");
        }

        return 0;
    }

    private static async Task<IReadOnlyList<SetupRound>> MeasureAsync(
        int number, SetupPlan plan, SetupSuite suite, Func<LabNetwork, string, SetupPlan, SetupSuite, Task<IReadOnlyList<SetupRound>>> pairing)
    {
        var network = await LabNetwork.CreateAsync(number, Topology.Direct);
        try
        {
            return await pairing(network, Scratch.CreateFor($"{suite.Proposal}-{number}"), plan, suite);
        }
        finally
        {
            await network.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<SetupRound>> StrongSwanToStrongSwanAsync(LabNetwork network, string folder, SetupPlan plan, SetupSuite suite)
    {
        await using var responder = await StartCharonResponderAsync(network, folder, suite);
        await using var initiator = await StartCharonInitiatorAsync(network, folder, plan, suite);
        var rounds = await plan.RunAsync(initiator.Process, responder.Process, (first, count) => initiator.InitiateAsync(first, count, responder.Installed));
        return Checked(rounds, plan, await responder.WaitForEstablishedAsync(plan.Total));
    }

    private static async Task<IReadOnlyList<SetupRound>> OursToStrongSwanAsync(LabNetwork network, string folder, SetupPlan plan, SetupSuite suite)
    {
        await using var responder = await StartCharonResponderAsync(network, folder, suite);
        var rounds = await EnginePeer.InitiateAsync(network.Agent, Path.Combine(folder, "ours"), suite, network.Peer, responder.Process, plan);
        return Checked(rounds, plan, await responder.WaitForEstablishedAsync(plan.Total));
    }

    private static async Task<IReadOnlyList<SetupRound>> StrongSwanToOursAsync(LabNetwork network, string folder, SetupPlan plan, SetupSuite suite)
    {
        await using var responder = await EnginePeer.StartResponderAsync(network.Peer, Path.Combine(folder, "ours"), suite);
        await using var initiator = await StartCharonInitiatorAsync(network, folder, plan, suite);
        var rounds = await plan.RunAsync(initiator.Process, responder.Process, (first, count) => initiator.InitiateAsync(first, count, responder.Established));
        return Checked(rounds, plan, responder.Established());
    }

    private static async Task<CharonPeer> StartCharonResponderAsync(LabNetwork network, string folder, SetupSuite suite)
    {
        var responder = await CharonPeer.StartAsync(network.Peer, Path.Combine(folder, "responder"));
        await responder.LoadResponderAsync(suite, network.Peer);
        return responder;
    }

    private static async Task<CharonPeer> StartCharonInitiatorAsync(LabNetwork network, string folder, SetupPlan plan, SetupSuite suite)
    {
        var initiator = await CharonPeer.StartAsync(network.Agent, Path.Combine(folder, "initiator"));
        await initiator.LoadInitiatorAsync(suite, network.Agent, network.Peer, plan.Total);
        return initiator;
    }

    private static IReadOnlyList<SetupRound> Checked(IReadOnlyList<SetupRound> rounds, SetupPlan plan, int established) =>
        established == plan.Total && rounds.Count == plan.Rounds
            ? rounds
            : throw new LabException($"of {plan.Total} set-ups the responder has {established}, in {rounds.Count} rounds");

    private static IReadOnlyList<SetupRound> Show(Table table, SetupSuite suite, string pairing, IReadOnlyList<SetupRound> rounds)
    {
        table.Heading($"{suite.Proposal}: {pairing}");
        table.Row("set-ups per second", rounds.Select(round => round.PerSecond));
        table.Row("initiator: processor time per set-up, us", rounds.Select(round => round.InitiatorMicroseconds));
        table.Row("responder: processor time per set-up, us", rounds.Select(round => round.ResponderMicroseconds));
        return rounds;
    }

    private static string Ratio(IReadOnlyList<SetupRound> ours, IReadOnlyList<SetupRound> theirs, Func<SetupRound, double> figure) =>
        Spread.Text(Spread.Of(ours.Select(figure)).Median / Spread.Of(theirs.Select(figure)).Median);
}
