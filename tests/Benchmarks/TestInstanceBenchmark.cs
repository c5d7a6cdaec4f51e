using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.SetupRate;
using MyIkev2.Interop.Tests;

namespace MyIkev2.Benchmarks;

/// <summary>
/// What a tester costs: test runs that create tunnels with a strongSwan, and strongSwan's own initiator doing the same with another one. The rounds take turns.
/// A round of ours is a whole run, from opening its sockets to its summary.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TestInstanceBenchmark
{
    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        if (LabRequirements.SkipReason() is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }

        var suite = SetupSuite.Named("psk-x25519");
        var count = run.Count(1000, 100);
        var plan = new SetupPlan(run.IsShort ? SetupPlan.Window : Math.Max(SetupPlan.Window, count / 2), run.Rounds, Math.Max(1, count / run.Rounds));
        run.Output.WriteLine($"{plan.Rounds} runs of {plan.PerRound} tunnels after one of {plan.WarmUp} to warm up, {SetupPlan.Window} at a time, {suite.Proposal}");
        await using var theirs = await Pairing.StartAsync(1, oursInitiates: false, oursResponds: false, plan, suite);
        await using var ours = await Pairing.StartAsync(2, oursInitiates: true, oursResponds: false, plan, suite, isTester: true);
        Pairing[] pairings = [theirs, ours];
        foreach (var pairing in pairings)
        {
            await pairing.WarmUpAsync(plan);
        }

        foreach (var (first, perRound) in plan.Steps.Skip(1))
        {
            foreach (var pairing in pairings)
            {
                await pairing.MeasureAsync(first, perRound);
            }
        }

        var table = new Table(run.Output);
        foreach (var pairing in pairings)
        {
            await pairing.CheckAsync(plan);
            table.Heading(pairing.Name);
            table.Row("tunnels per second", pairing.Rounds.Select(static round => round.PerSecond));
            table.Row("initiator: processor time per tunnel, us", pairing.Rounds.Select(static round => round.InitiatorMicroseconds));
            table.Row("responder: processor time per tunnel, us", pairing.Rounds.Select(static round => round.ResponderMicroseconds));
        }

        table.Heading("our test run / strongSwan");
        table.Row("initiator: processor time (below 1: we use less)", Ratios(ours, theirs, static round => round.InitiatorMicroseconds));
        table.Row("rate (above 1: faster)", Ratios(ours, theirs, static round => round.PerSecond));
        table.Line($"load {Machine.Load()}");
        return 0;
    }

    private static IEnumerable<double> Ratios(Pairing ours, Pairing theirs, Func<SetupRound, double> figure) =>
        ours.Rounds.Zip(theirs.Rounds, (one, other) => figure(one) / figure(other));
}
