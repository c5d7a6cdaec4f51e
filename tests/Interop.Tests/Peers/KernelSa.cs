using System.Globalization;
using System.Text.RegularExpressions;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>One SA of a Linux kernel, as <c>ip -s xfrm state</c> prints it.</summary>
/// <param name="Source">Outer address it comes from.</param>
/// <param name="Destination">Outer address it goes to.</param>
/// <param name="Protocol">esp or ah.</param>
/// <param name="Spi">Eight hexadecimal digits.</param>
/// <param name="Mode">tunnel or transport.</param>
/// <param name="HasExtendedSequenceNumbers">ESN.</param>
/// <param name="IsUdpEncapsulated">In UDP on port 4500.</param>
/// <param name="Octets">What passed through it, without ESP's own.</param>
/// <param name="Packets">How many packets these were.</param>
/// <param name="Replays">Packets that were outside its window or came again.</param>
/// <param name="Failures">Packets that did not authenticate.</param>
internal sealed partial record KernelSa(
    string Source,
    string Destination,
    string Protocol,
    string Spi,
    string Mode,
    bool HasExtendedSequenceNumbers,
    bool IsUdpEncapsulated,
    long Octets,
    long Packets,
    long Replays,
    long Failures)
{
    public static IReadOnlyList<KernelSa> ParseAll(string text) => [.. BeginPattern().Split(text).Skip(1).Select(Parse)];

    private static KernelSa Parse(string text)
    {
        var head = HeadPattern().Match(text);
        var current = CurrentPattern().Match(text);
        var stats = StatisticsPattern().Match(text);
        return new KernelSa(
            head.Groups["source"].Value,
            head.Groups["destination"].Value,
            head.Groups["protocol"].Value,
            head.Groups["spi"].Value,
            head.Groups["mode"].Value,
            text.Contains("esn", StringComparison.Ordinal),
            text.Contains("encap type espinudp", StringComparison.Ordinal),
            Number(current.Groups["octets"]),
            Number(current.Groups["packets"]),
            Number(stats.Groups["window"]) + Number(stats.Groups["replay"]),
            Number(stats.Groups["failed"]));
    }

    private static long Number(Group group) => group.Success ? long.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^src ", RegexOptions.Multiline)]
    private static partial Regex BeginPattern();

    [GeneratedRegex(@"^(?<source>\S+) dst (?<destination>\S+)\s+proto (?<protocol>\w+) spi 0x(?<spi>[0-9a-f]{8}).*? mode (?<mode>\w+)", RegexOptions.Singleline)]
    private static partial Regex HeadPattern();

    [GeneratedRegex(@"lifetime current:\s+(?<octets>\d+)\(bytes\), (?<packets>\d+)\(packets\)")]
    private static partial Regex CurrentPattern();

    [GeneratedRegex(@"stats:\s+replay-window (?<window>\d+) replay (?<replay>\d+) failed (?<failed>\d+)")]
    private static partial Regex StatisticsPattern();
}
