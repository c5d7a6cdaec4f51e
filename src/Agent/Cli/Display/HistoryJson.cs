using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.V1;
using Endpoint = MyIkev2.Agent.Grpc.V1.Endpoint;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>Ended tunnels, ended children and failures as JSON.</summary>
internal static class HistoryJson
{
    public static string Format(IReadOnlyList<EndedTunnel> tunnels) => JsonText.OfRows("history", tunnels, static (json, row) =>
    {
        WriteHead(json, row.Number, row.Vpn, row.Vrf);
        json.WriteString("id", $"K{row.TunnelId}");
        WritePlaces(json, row.Local, row.Remote, row.LocalIdentity, row.RemoteIdentity);
        WriteLife(json, row.UpAt, row.DownAt, row.Reason, row.Checkpoint);
        json.WriteString("text", row.Text);
        json.WriteNumber("ike-rekeys", row.Counters.IkeRekeys);
        json.WriteNumber("child-rekeys", row.Counters.ChildRekeys);
        WriteTraffic(json, row.Traffic);
    });

    public static string Format(IReadOnlyList<EndedChild> children) => JsonText.OfRows("child-history", children, static (json, row) =>
    {
        WriteHead(json, row.Number, row.Vpn, row.Vrf);
        json.WriteString("security-policy", row.SecurityPolicy);
        json.WriteString("id", $"Y{row.TunnelId}");
        json.WriteString("ike-id", $"K{row.IkeTunnelId}");
        json.WriteString("local-ts", string.Join(' ', row.LocalSelectors.Select(static selector => selector.Text)));
        json.WriteString("remote-ts", string.Join(' ', row.RemoteSelectors.Select(static selector => selector.Text)));
        WriteLife(json, row.UpAt, row.DownAt, row.Reason, row.Checkpoint);
        json.WriteString("cause", Word(row.Cause));
        json.WriteNumber("pairs", row.Pairs);
        json.WriteNumber("rekeys", row.Rekeys);
        WriteTraffic(json, row.Traffic);
    });

    public static string Format(IReadOnlyList<FailureRecord> failures) => JsonText.OfRows("failure", failures, static (json, row) =>
    {
        WriteHead(json, row.Number, row.Vpn, row.Vrf);
        json.WriteMoment("at", row.At);
        json.WriteString("phase", HistoryText.Words(row.Phase.ToString()));
        json.WriteString("security-policy", row.SecurityPolicy);
        json.WriteString("child-spi", row.ChildSpi == 0 ? "" : $"{row.ChildSpi:x8}");
        WritePlaces(json, row.Local, row.Remote, row.LocalIdentity, row.RemoteIdentity);
        json.WriteString("reason", HistoryText.Words(row.Reason.ToString()));
        json.WriteString("cause", Word(row.Cause));
        json.WriteNumber("notify-type", row.NotifyType);
        json.WriteBoolean("notify-sent", row.NotifySent);
        json.WriteString("text", row.Text);
        json.WriteString("packet-source", row.PacketSource);
        json.WriteString("packet-destination", row.PacketDestination);
    });

    private static string Word(FailureCause cause) => cause == FailureCause.Unspecified ? "" : HistoryText.Words(cause.ToString());

    private static void WriteHead(Utf8JsonWriter json, uint number, string vpn, string vrf)
    {
        json.WriteNumber("number", number);
        json.WriteString("vpn", vpn);
        json.WriteString("vrf", vrf);
    }

    private static void WritePlaces(Utf8JsonWriter json, Endpoint? local, Endpoint? remote, Identity? localIdentity, Identity? remoteIdentity)
    {
        json.WriteString("local-address", local?.Address ?? "");
        json.WriteString("remote-address", remote?.Address ?? "");
        json.WriteString("local-id", localIdentity?.Text ?? "");
        json.WriteString("remote-id", remoteIdentity?.Text ?? "");
    }

    private static void WriteLife(Utf8JsonWriter json, Timestamp? upAt, Timestamp? downAt, CloseReason reason, bool isCheckpoint)
    {
        json.WriteMoment("up-at", upAt);
        json.WriteMoment("down-at", downAt);
        json.WriteString("reason", HistoryText.Words(reason.ToString()));
        json.WriteBoolean("checkpoint", isCheckpoint);
    }

    private static void WriteTraffic(Utf8JsonWriter json, IpsecCounters traffic)
    {
        json.WriteNumber("in-packets", traffic.InPackets);
        json.WriteNumber("in-bytes", traffic.InOctets);
        json.WriteNumber("out-packets", traffic.OutPackets);
        json.WriteNumber("out-bytes", traffic.OutOctets);
    }
}
