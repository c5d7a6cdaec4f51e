using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>The sections whose layout is the dialect's, in part or as a whole.</summary>
public sealed record RecordSections
{
    /// <summary>NMsecStack.</summary>
    public required SectionLayout<StackSection> Stack { get; init; }

    /// <summary>NMsecStatistics.</summary>
    public required SectionLayout<SummarySection> Summary { get; init; }

    /// <summary>NMsecIPFilter.</summary>
    public required SectionLayout<IpFilterSection> IpFilter { get; init; }

    /// <summary>NMsecPortTran.</summary>
    public required SectionLayout<PortTranslationSection> PortTranslation { get; init; }

    /// <summary>NMsecIPTunnel.</summary>
    public required SectionLayout<IpTunnelSection> IpTunnel { get; init; }

    /// <summary>NMsecIPManualTunnel.</summary>
    public required SectionLayout<ManualTunnelSection> ManualTunnel { get; init; }

    /// <summary>NMsecIPDynTunnel.</summary>
    public required SectionLayout<DynamicTunnelSection> DynamicTunnel { get; init; }

    /// <summary>NMsecIPDynamicIKE.</summary>
    public required SectionLayout<DynamicTunnelIkeSection> DynamicTunnelIke { get; init; }

    /// <summary>NMsecIPDynamicStack.</summary>
    public required SectionLayout<DynamicTunnelStackSection> DynamicTunnelStack { get; init; }

    /// <summary>NMsecNSS.</summary>
    public required SectionLayout<NssSection> Nss { get; init; }

    /// <summary>NMsecClient.</summary>
    public required SectionLayout<NssClientSection> NssClient { get; init; }

    /// <summary>NMsecTunnel.</summary>
    public required SectionLayout<TunnelControlSection> TunnelControl { get; init; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<StructureLayout> All =>
    [
        Stack, Summary, IpFilter, PortTranslation, IpTunnel, ManualTunnel, DynamicTunnel, DynamicTunnelIke,
        DynamicTunnelStack, Nss, NssClient, TunnelControl,
    ];
}
