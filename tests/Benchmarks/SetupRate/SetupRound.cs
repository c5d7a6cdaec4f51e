using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>One round's figures.</summary>
/// <param name="PerSecond">Set-ups per second of wall time.</param>
/// <param name="InitiatorMicroseconds">The initiating process's processor time per set-up.</param>
/// <param name="ResponderMicroseconds">The answering process's.</param>
[SupportedOSPlatform("linux")]
internal sealed record SetupRound(double PerSecond, double InitiatorMicroseconds, double ResponderMicroseconds);
