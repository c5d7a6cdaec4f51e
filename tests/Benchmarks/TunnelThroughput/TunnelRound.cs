using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.TunnelThroughput;

/// <summary>One round's figures.</summary>
/// <param name="MegabitsPerSecond">TCP payload at the receiver.</param>
/// <param name="SenderSecondsPerGigabyte">Processor time of the sending end's daemon for each 10^9 octets.</param>
/// <param name="ReceiverSecondsPerGigabyte">The receiving end's.</param>
/// <param name="RoundTripMinimum">Milliseconds, of the pings before the load.</param>
/// <param name="RoundTripAverage">Milliseconds.</param>
/// <param name="LostPings">Of those pings.</param>
[SupportedOSPlatform("linux")]
internal sealed record TunnelRound(
    double MegabitsPerSecond,
    double SenderSecondsPerGigabyte,
    double ReceiverSecondsPerGigabyte,
    double RoundTripMinimum,
    double RoundTripAverage,
    int LostPings);
