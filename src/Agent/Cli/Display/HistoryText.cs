using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.V1;
using Endpoint = MyIkev2.Agent.Grpc.V1.Endpoint;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show history</c> and <c>show failures</c>: a line per row, oldest first.</summary>
internal static class HistoryText
{
    public static string Lines(IReadOnlyList<EndedTunnel> tunnels) => Lines(tunnels, "tunnel", static row =>
        $"{row.Number} {Moment(row.DownAt)} {row.Vpn}[K{row.TunnelId}] {Place(row.Remote, row.RemoteIdentity)}: {End(row.Checkpoint, row.Reason, row.Text)}, up {Duration(row.UpAt, row.DownAt)}, {Traffic(row.Traffic)}");

    public static string Lines(IReadOnlyList<EndedChild> children) => Lines(children, "child", static row =>
        $"{row.Number} {Moment(row.DownAt)} {row.Vpn}/{row.SecurityPolicy}[Y{row.TunnelId}] {Texts(row.LocalSelectors)} === {Texts(row.RemoteSelectors)}: {End(row.Checkpoint, row.Reason, Words(row.Cause.ToString()))}, up {Duration(row.UpAt, row.DownAt)}, {row.Pairs} pair{(row.Pairs == 1 ? "" : "s")}, {Traffic(row.Traffic)}");

    public static string Lines(IReadOnlyList<FailureRecord> failures) => Lines(failures, "failure", static row =>
        $"{row.Number} {Moment(row.At)} {Words(row.Phase.ToString())} {Subject(row)}{Place(row.Remote, row.RemoteIdentity)}: {Words(row.Reason.ToString())}{Notify(row)}: {row.Text}");

    private static string Lines<T>(IReadOnlyList<T> rows, string noun, Func<T, string> line)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(line(row)).Append('\n');
        }

        var plural = noun == "child" ? "children" : noun + "s";
        return text.Append(CultureInfo.InvariantCulture, $"{rows.Count} {(rows.Count == 1 ? noun : plural)}\n").ToString();
    }

    private static string Subject(FailureRecord row) =>
        row.Vpn.Length == 0 ? "" : row.SecurityPolicy.Length == 0 ? $"{row.Vpn} " : $"{row.Vpn}/{row.SecurityPolicy} ";

    private static string Notify(FailureRecord row) =>
        row.NotifyType == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (notify {row.NotifyType} {(row.NotifySent ? "sent" : "received")})");

    private static string Place(Endpoint? remote, Identity? identity) =>
        $"{remote?.Address ?? "-"}{(identity is { Text.Length: > 0 } ? $"[{identity.Text}]" : "")}";

    private static string End(bool isCheckpoint, CloseReason reason, string text) =>
        isCheckpoint ? "checkpoint" : text.Length == 0 || text == "unspecified" ? Words(reason.ToString()) : $"{Words(reason.ToString())} ({text})";

    private static string Traffic(IpsecCounters traffic) => string.Create(
        CultureInfo.InvariantCulture, $"in {traffic.InPackets} packets {traffic.InOctets} bytes, out {traffic.OutPackets} packets {traffic.OutOctets} bytes");

    private static string Texts(IEnumerable<TrafficSelector> selectors) => string.Join(' ', selectors.Select(static selector => selector.Text));

    private static string Moment(Timestamp? moment) =>
        moment is null ? "-" : moment.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Duration(Timestamp? from, Timestamp? to)
    {
        var span = from is null || to is null ? TimeSpan.Zero : to.ToDateTime() - from.ToDateTime();
        return span.Days > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{span.Days}d{span.Hours}h")
            : span.Hours > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h{span.Minutes}m")
                : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m{span.Seconds}s");
    }

    /// <summary><c>AuthenticationFailedLocal</c> as <c>authentication failed local</c>.</summary>
    internal static string Words(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }
}
