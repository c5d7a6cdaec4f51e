using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>TABLE: the report of every monitoring request.</summary>
internal static class ReportCatalog
{
    private const string Iked = "IKED";
    private const string Stack = "Stack";
    private const string Current = "Current";

    public static IReadOnlyList<Report> Rows { get; } =
    [
        new(NmsecMessageType.GetStackInfo, new("Stack", Iked, "All stacks"), (record, _) => StackReport.Entry(StackRecord.Read(record))),
        new(NmsecMessageType.GetSummary, new("Summary", Iked, Current), (record, _) => SummaryReport.Entry(SummaryRecord.Read(record))),
        Filter(NmsecMessageType.GetCurrentFilters, "Stack", Current),
        Filter(NmsecMessageType.GetDefaultFilters, "Stack Profile", "Profile"),
        Filter(NmsecMessageType.GetPolicyFilters, "Stack Policy", "Policy"),
        new(NmsecMessageType.GetPortTranslations, new("Port translation", Stack, Current), (record, _) => PortTranslationReport.Entry(PortTranslationRecord.Read(record)))
        {
            Selectors = FilterSelectors.PortTranslations,
        },
        new(NmsecMessageType.GetManualTunnels, new("Manual tunnel", Stack, Current), (record, text) => ManualTunnelReport.Entry(ManualTunnelRecord.Read(record), text))
        {
            Selectors = FilterSelectors.ManualTunnels,
        },
        new(NmsecMessageType.GetDynamicTunnelsIke, new("Dynamic tunnel", Iked, Current), (record, text) => DynamicTunnelReport.Entry(DynamicTunnelIkeRecord.Read(record), text))
        {
            Selectors = FilterSelectors.DynamicTunnels,
        },
        new(NmsecMessageType.GetDynamicTunnelsStack, new("Dynamic tunnel", Stack, Current), (record, text) => DynamicTunnelReport.Entry(DynamicTunnelStackRecord.Read(record), text))
        {
            Selectors = FilterSelectors.DynamicTunnels,
        },
        new(NmsecMessageType.GetIkeTunnels, new("IKE tunnel", Iked, Current), (record, text) => IkeTunnelReport.Entry(IkeTunnelRecord.Read(record), text))
        {
            Selectors = FilterSelectors.IkeTunnels,
        },
        new(NmsecMessageType.GetIkeTunnelsCascade, new("IKE tunnel", Iked, Current), (record, text) => IkeTunnelReport.Entry(IkeTunnelCascadeRecord.Read(record), text))
        {
            Selectors = FilterSelectors.IkeTunnels,
        },
        new(NmsecMessageType.GetInterfaces, new("Interface", Stack, Current), (record, _) => InterfaceReport.Entry(InterfaceRecord.Read(record)))
        {
            Selectors = FilterSelectors.Interfaces,
        },
        new(NmsecMessageType.GetNssInfo, new("NSS information", Iked, "All stacks"), (record, _) => NssReport.Entry(NssRecord.Read(record))),
        new(NmsecMessageType.GetClientInfo, new("NSS client", "NSS server", Current), (record, text) => NssClientReport.Entry(NssClientRecord.Read(record), text))
        {
            Selectors = FilterSelectors.NssClients,
        },
    ];

    public static Report Get(NmsecMessageType request) => Rows.First(row => row.Request == request);

    private static Report Filter(NmsecMessageType request, string source, string scope)
        => new(request, new("Filter", source, scope), (record, text) => FilterReport.Entry(IpFilterRecord.Read(record), text))
        {
            ShowsStack = true,
            Selectors = FilterSelectors.IpFilters,
        };
}
