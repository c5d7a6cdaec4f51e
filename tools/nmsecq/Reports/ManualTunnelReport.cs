using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Manual tunnels, as <c>ipsec -m display</c> shows them.</summary>
internal static class ManualTunnelReport
{
    public static ReportEntry Entry(ManualTunnelRecord record, ReportText text) => new(
        record.Tunnel.TunnelId.ToString(),
        [
            new("TunnelID", record.Tunnel.TunnelId.ToString()),
            new("VpnActionName", Named(record.Tunnel.VpnAction.ToString())),
            .. TunnelFields.Protection(record.Tunnel),
            new("StartTime", text.Moment(record.Tunnel.StartTime)),
            new("OutboundPackets", $"{record.Traffic.OutboundPackets}"),
            new("OutboundBytes", $"{record.Traffic.OutboundBytes}"),
            new("InboundPackets", $"{record.Traffic.InboundPackets}"),
            new("InboundBytes", $"{record.Traffic.InboundBytes}"),
        ]);
}
