using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>The totals of a stack.</summary>
internal static class SummaryReport
{
    public static ReportEntry Entry(SummaryRecord record)
    {
        var summary = record.Summary;
        return new ReportEntry("Summary",
        [
            new("IKETunnelsActive", $"{summary.IkeTunnelsActive}"),
            new("IKETunnelsInProgress", $"{summary.IkeTunnelsInProgress}"),
            new("IKETunnelsExpired", $"{summary.IkeTunnelsExpired}"),
            new("IKELocalActivations", $"{summary.IkeLocalActivationSuccesses} succeeded, {summary.IkeLocalActivationFailures} failed"),
            new("IKERemoteActivations", $"{summary.IkeRemoteActivationSuccesses} succeeded, {summary.IkeRemoteActivationFailures} failed"),
            new("IKERetransmissions", $"{summary.IkeRetransmissions}"),
            new("IKEReplays", $"{summary.IkeReplays}"),
            new("IKEInvalidMessages", $"{summary.IkeInvalid}"),
            new("IKEAuthenticationFailures", $"{summary.IkeAuthenticationFailures}"),
            new("DynamicTunnelsActive", $"{summary.DynamicTunnelsActive}"),
            new("DynamicTunnelsShadow", $"{summary.ShadowTunnelsActive}"),
            new("DynamicTunnelsInProgress", $"{summary.DynamicTunnelsInProgress}"),
            new("DynamicTunnelsExpired", $"{summary.DynamicTunnelsExpired}"),
            new("DynamicLocalActivations", $"{summary.DynamicLocalActivationSuccesses} succeeded, {summary.DynamicLocalActivationFailures} failed"),
            new("DynamicRemoteActivations", $"{summary.DynamicRemoteActivationSuccesses} succeeded, {summary.DynamicRemoteActivationFailures} failed"),
            new("DynamicRetransmissions", $"{summary.DynamicRetransmissions}"),
            new("DynamicReplays", $"{summary.DynamicReplays}"),
            new("DynamicInvalidMessages", $"{summary.DynamicInvalid}"),
            new("DynamicBytes", $"{summary.DynamicBytes}b"),
            new("FilterMatches", $"{summary.FilterMatches}"),
            new("FilterDenials", $"{summary.FilterDenials}"),
            new("FilterMismatches", $"{summary.FilterMismatches}"),
        ]);
    }
}
