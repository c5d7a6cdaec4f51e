using System.Diagnostics;
using MyIkev2.Benchmarks.Measurement;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>How many set-ups: some to warm both ends up, then the rounds, in consecutive numbers.</summary>
internal sealed record SetupPlan(int WarmUp, int Rounds, int PerRound)
{
    /// <summary>Set-ups that are on their way at any moment.</summary>
    public const int Window = 64;

    public int Total => WarmUp + (Rounds * PerRound);

    /// <summary>Runs all of it and returns what the rounds cost.</summary>
    /// <param name="initiator">Process that initiates.</param>
    /// <param name="responder">Process that answers.</param>
    /// <param name="run">Brings up as many tunnels as its second argument says, the first of them being number "first argument".</param>
    public async Task<IReadOnlyList<SetupRound>> RunAsync(int initiator, int responder, Func<int, int, Task> run)
    {
        await run(0, WarmUp);
        var rounds = new List<SetupRound>();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var (initiatorBefore, responderBefore) = (ProcessCost.Of(initiator), ProcessCost.Of(responder));
            await run(WarmUp + (round * PerRound), PerRound);
            rounds.Add(new SetupRound(
                PerRound / clock.Elapsed.TotalSeconds,
                (ProcessCost.Of(initiator) - initiatorBefore).TotalMicroseconds / PerRound,
                (ProcessCost.Of(responder) - responderBefore).TotalMicroseconds / PerRound));
        }

        return rounds;
    }
}

/// <summary>One round's figures.</summary>
/// <param name="PerSecond">Set-ups per second of wall time.</param>
/// <param name="InitiatorMicroseconds">The initiating process's processor time per set-up.</param>
/// <param name="ResponderMicroseconds">The answering process's.</param>
internal sealed record SetupRound(double PerSecond, double InitiatorMicroseconds, double ResponderMicroseconds)
{
    public string ToLine() => FormattableString.Invariant($"round {PerSecond:R} {InitiatorMicroseconds:R} {ResponderMicroseconds:R}");

    /// <summary>Reads what <see cref="ToLine"/> wrote; null for any other line.</summary>
    public static SetupRound? Parse(string line) =>
        line.Split(' ') is ["round", var perSecond, var initiator, var responder]
            ? new SetupRound(double.Parse(perSecond), double.Parse(initiator), double.Parse(responder))
            : null;
}
