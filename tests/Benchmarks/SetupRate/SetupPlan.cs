using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>How many set-ups: some to warm both ends up, then the rounds, in consecutive numbers.</summary>
[SupportedOSPlatform("linux")]
internal sealed record SetupPlan(int WarmUp, int Rounds, int PerRound)
{
    /// <summary>Set-ups that are on their way at any moment.</summary>
    public const int Window = 64;

    public int Total => WarmUp + (Rounds * PerRound);

    /// <summary>The warm-up and the rounds after it: number of the first set-up, and how many.</summary>
    public IEnumerable<(int First, int Count)> Steps =>
        [(0, WarmUp), .. Enumerable.Range(0, Rounds).Select(round => (WarmUp + (round * PerRound), PerRound))];
}
