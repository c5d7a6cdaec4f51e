using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.SetupRate;
using MyIkev2.Interop.Tests;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Set-ups of IKE SA and child between two processes in two network namespaces, over real sockets, with preshared keys or certificates. Neither side carries
/// packets: ours has a simulated data plane, strongSwan's kernel is the lab's stub, whose few microseconds count as strongSwan's. The rounds
/// of the pairings take turns, so that what else the machine does falls on all of them, and ratios are those of neighbouring rounds.
/// </summary>
[SupportedOSPlatform("linux")]
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
        var plan = new SetupPlan(run.IsShort ? SetupPlan.Window : Math.Max(SetupPlan.Window, count / 2), run.Rounds, Math.Max(1, count / run.Rounds));
        run.Output.WriteLine($"{plan.Rounds} rounds of {plan.PerRound} set-ups after {plan.WarmUp} to warm up, {SetupPlan.Window} at a time");
        foreach (var suite in SetupSuite.All.Where(suite => run.Wants(suite.Name)))
        {
            await MeasureAsync(suite, plan, new Table(run.Output));
        }

        return 0;
    }

    private static async Task MeasureAsync(SetupSuite suite, SetupPlan plan, Table table)
    {
        await using var theirs = await Pairing.StartAsync(1, oursInitiates: false, oursResponds: false, plan, suite);
        await using var initiating = await Pairing.StartAsync(2, oursInitiates: true, oursResponds: false, plan, suite);
        await using var answering = await Pairing.StartAsync(3, oursInitiates: false, oursResponds: true, plan, suite);
        Pairing[] pairings = [theirs, initiating, answering];
        foreach (var pairing in pairings)
        {
            await pairing.WarmUpAsync(plan);
        }

        foreach (var (first, count) in plan.Steps.Skip(1))
        {
            foreach (var pairing in pairings)
            {
                await pairing.MeasureAsync(first, count);
            }
        }

        foreach (var pairing in pairings)
        {
            await pairing.CheckAsync(plan);
            table.Heading($"{suite.Name}: {pairing.Name}");
            table.Row("set-ups per second", pairing.Rounds.Select(round => round.PerSecond));
            table.Row("initiator: processor time per set-up, us", pairing.Rounds.Select(round => round.InitiatorMicroseconds));
            table.Row("responder: processor time per set-up, us", pairing.Rounds.Select(round => round.ResponderMicroseconds));
        }

        table.Heading($"{suite.Name}: ours / strongSwan");
        table.Row("initiator: processor time (below 1: we use less)", Ratios(initiating, theirs, round => round.InitiatorMicroseconds));
        table.Row("responder: processor time (below 1: we use less)", Ratios(answering, theirs, round => round.ResponderMicroseconds));
        table.Row("ours initiates: rate (above 1: faster)", Ratios(initiating, theirs, round => round.PerSecond));
        table.Row("ours answers: rate (above 1: faster)", Ratios(answering, theirs, round => round.PerSecond));
        table.Line($"load {Machine.Load()}");
    }

    private static IEnumerable<double> Ratios(Pairing ours, Pairing theirs, Func<SetupRound, double> figure) =>
        ours.Rounds.Zip(theirs.Rounds, (one, other) => figure(one) / figure(other));
}
