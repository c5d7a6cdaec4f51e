using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One section of a record.</summary>
/// <param name="Name">The interface's name of the structure, or what a variable-length section holds.</param>
/// <param name="Structure">The value that the section is read into, or null for a section of variable length.</param>
/// <param name="Layout">The layout in a dialect, or null for a section of variable length.</param>
public sealed record SectionRow(string Name, Type? Structure, Func<NmsecDialect, StructureLayout>? Layout)
{
    /// <summary>The length in a dialect, or null for a section of variable length.</summary>
    public int? LengthIn(NmsecDialect dialect) => Layout?.Invoke(dialect).Length;
}

/// <summary>What the records that answer a request are made of.</summary>
/// <param name="Request">The request.</param>
/// <param name="Sections">The sections in the order of their descriptors.</param>
/// <param name="Cascaded">The request whose records stand inside, or null.</param>
public sealed record RecordRow(NmsecMessageType Request, IReadOnlyList<SectionRow> Sections, NmsecMessageType? Cascaded = null)
{
    /// <summary>The interface's name of the request.</summary>
    public string RequestName => MessageTypeCatalog.Get(Request).Name;
}

/// <summary>TABLE: the records, one row for each request that is answered with some.</summary>
public static class RecordCatalog
{
    private static readonly SectionRow IpTunnel = InDialect(dialect => dialect.Sections.IpTunnel);
    private static readonly SectionRow DynamicTunnel = InDialect(dialect => dialect.Sections.DynamicTunnel);

    private static readonly SectionRow[] IkeTunnel =
    [
        Published<IkeTunnelSection>(), Published<IkeTunnelStatisticsSection>(), Variable("local identity"), Variable("remote identity"),
    ];

    private static readonly SectionRow[] Filter = [InDialect(dialect => dialect.Sections.IpFilter), Variable("remote identity")];
    private static readonly SectionRow[] Control = [InDialect(dialect => dialect.Sections.TunnelControl)];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<RecordRow> Rows { get; } =
    [
        new(NmsecMessageType.GetStackInfo, [InDialect(dialect => dialect.Sections.Stack), Variable("not known, always absent")]),
        new(NmsecMessageType.GetSummary, [InDialect(dialect => dialect.Sections.Summary)]),
        new(NmsecMessageType.GetCurrentFilters, Filter),
        new(NmsecMessageType.GetDefaultFilters, Filter),
        new(NmsecMessageType.GetPolicyFilters, Filter),
        new(NmsecMessageType.GetPortTranslations, [InDialect(dialect => dialect.Sections.PortTranslation)]),
        new(NmsecMessageType.GetManualTunnels, [IpTunnel, InDialect(dialect => dialect.Sections.ManualTunnel)]),
        new(
            NmsecMessageType.GetDynamicTunnelsIke,
            [
                IpTunnel, DynamicTunnel, InDialect(dialect => dialect.Sections.DynamicTunnelIke),
                Variable("local client identity"), Variable("remote client identity"),
            ]),
        new(NmsecMessageType.GetDynamicTunnelsStack, [IpTunnel, DynamicTunnel, InDialect(dialect => dialect.Sections.DynamicTunnelStack)]),
        new(NmsecMessageType.GetIkeTunnels, IkeTunnel),
        new(NmsecMessageType.GetIkeTunnelsCascade, IkeTunnel, NmsecMessageType.GetDynamicTunnelsIke),
        new(NmsecMessageType.GetInterfaces, [Published<InterfaceSection>()]),
        new(NmsecMessageType.GetNssInfo, [InDialect(dialect => dialect.Sections.Nss)]),
        new(NmsecMessageType.GetClientInfo, [InDialect(dialect => dialect.Sections.NssClient)]),
        new(NmsecMessageType.ActivateManualTunnel, Control),
        new(NmsecMessageType.ActivateDynamicTunnel, Control),
        new(NmsecMessageType.DeactivateManualTunnel, Control),
        new(NmsecMessageType.DeactivateDynamicTunnel, Control),
        new(NmsecMessageType.DeactivateIkeTunnel, Control),
        new(NmsecMessageType.RefreshDynamicTunnel, Control),
        new(NmsecMessageType.RefreshIkeTunnel, Control),
    ];

    /// <summary>The row of a request, if it is answered with records.</summary>
    public static RecordRow? Find(NmsecMessageType request) => Rows.FirstOrDefault(row => row.Request == request);

    private static SectionRow Published<TStructure>()
        where TStructure : unmanaged
    {
        var layout = PublishedLayout.Of<TStructure>();
        return new(layout.Name, typeof(TStructure), _ => layout);
    }

    private static SectionRow InDialect<TSection>(Func<NmsecDialect, SectionLayout<TSection>> layout)
        where TSection : unmanaged
        => new(layout(NmsecDialect.Design1).Name, typeof(TSection), layout);

    private static SectionRow Variable(string name) => new(name, null, null);
}
