using System.Globalization;
using System.Text.RegularExpressions;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Watching;

/// <summary>What <c>myikev2 watch</c> writes line by line.</summary>
internal static partial class WatchText
{
    /// <summary>One IKE SA of a snapshot.</summary>
    public static string Listed(IkeTunnel tunnel) => $"             LISTED {Describe(tunnel)}";

    /// <summary>The end of a snapshot.</summary>
    public static string Snapshot(SnapshotPart last, int tunnels, ulong lost) => lost == 0
        ? $"{Time(last.AsOf)} {tunnels} IKE SA(s)"
        : $"{Time(last.AsOf)} {tunnels} IKE SA(s); {lost} change(s) were too many to be told one by one";

    /// <summary>A change.</summary>
    public static string Change(TunnelChange change)
    {
        string text = $"{Time(change.At)} {Words(change.Kind)}";
        if (change.Tunnel is { } tunnel)
        {
            text += $" {Describe(tunnel)}";
        }

        if (change.Child is { } child)
        {
            text += $", {child.SecurityPolicy}{{{child.UniqueId}}} {child.SpiIn:x8}_i {child.SpiOut:x8}_o";
        }

        if (change.Reason is not (CloseReason.Unspecified or CloseReason.None))
        {
            text += $", {Words(change.Reason)}";
        }

        return change.Text.Length > 0 ? $"{text}: {change.Text}" : text;
    }

    /// <summary>The name of a value in capitals, with blanks between its words.</summary>
    public static string Words<T>(T value) where T : struct, Enum => WordStart().Replace(value.ToString(), " $1").ToUpperInvariant();

    private static string Describe(IkeTunnel tunnel)
    {
        string vpn = tunnel.Vpn.Length > 0 ? tunnel.Vpn : "?";
        string peers = tunnel.Local is null || tunnel.Remote is null ? "" : $" {tunnel.Local.Address}...{tunnel.Remote.Address}";
        string identity = tunnel.RemoteIdentity is null ? "" : $" '{tunnel.RemoteIdentity.Text}'";
        return $"{vpn}[{tunnel.UniqueId}]{peers}{identity} {Words(tunnel.State)}, {tunnel.Children.Count} child SA(s)";
    }

    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp? moment) =>
        moment?.ToDateTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "            ";

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex WordStart();
}
