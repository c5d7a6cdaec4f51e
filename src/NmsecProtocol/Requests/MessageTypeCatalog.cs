namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>Who sends a message, and for what.</summary>
public enum MessageKind
{
    /// <summary>The server sends it unasked; it is never a request.</summary>
    ServerNotice,

    /// <summary>A request that reads.</summary>
    Monitoring,

    /// <summary>A request that changes something.</summary>
    Control,
}

/// <summary>What the target field of a request names.</summary>
public enum MessageScope
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One stack; blanks mean the default stack.</summary>
    OneStack,

    /// <summary>All stacks; the target must be blank.</summary>
    AllStacks,

    /// <summary>A client of the network security service. Served on that service's socket only.</summary>
    ServiceClient,
}

/// <summary>One message of the interface.</summary>
/// <param name="Type">The message.</param>
/// <param name="Name">The interface's own name.</param>
/// <param name="Kind">Who sends it, and for what.</param>
/// <param name="Scope">What its target names.</param>
/// <param name="Selectors">The conditions that a filter record of the request may have.</param>
public sealed record MessageTypeRow(
    NmsecMessageType Type, string Name, MessageKind Kind, MessageScope Scope, FilterSelectors Selectors = FilterSelectors.None);

/// <summary>TABLE: every message that the interface knows, whether a server offers it or not.</summary>
public static class MessageTypeCatalog
{
    /// <summary>The rows, in the order of <see cref="NmsecMessageType"/>.</summary>
    public static IReadOnlyList<MessageTypeRow> Rows { get; } =
    [
        new(NmsecMessageType.Init, "NMsec_INIT", MessageKind.ServerNotice, MessageScope.None),
        new(NmsecMessageType.Term, "NMsec_TERM", MessageKind.ServerNotice, MessageScope.None),
        new(NmsecMessageType.GetStackInfo, "NMsec_GET_STACKINFO", MessageKind.Monitoring, MessageScope.AllStacks),
        new(NmsecMessageType.GetSummary, "NMsec_GET_SUMMARY", MessageKind.Monitoring, MessageScope.OneStack),
        new(NmsecMessageType.GetCurrentFilters, "NMsec_GET_IPFLTCURR", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.IpFilters),
        new(NmsecMessageType.GetDefaultFilters, "NMsec_GET_IPFLTDEFAULT", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.IpFilters),
        new(NmsecMessageType.GetPolicyFilters, "NMsec_GET_IPFLTPOLICY", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.IpFilters),
        new(NmsecMessageType.GetPortTranslations, "NMsec_GET_PORTTRAN", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.PortTranslations),
        new(NmsecMessageType.GetManualTunnels, "NMsec_GET_IPTUNMANUAL", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.ManualTunnels),
        new(NmsecMessageType.GetDynamicTunnelsIke, "NMsec_GET_IPTUNDYNIKE", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.DynamicTunnels),
        new(NmsecMessageType.GetDynamicTunnelsStack, "NMsec_GET_IPTUNDYNSTACK", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.DynamicTunnels),
        new(NmsecMessageType.GetIkeTunnels, "NMsec_GET_IKETUN", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.IkeTunnels),
        new(NmsecMessageType.GetIkeTunnelsCascade, "NMsec_GET_IKETUNCASCADE", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.IkeTunnels),
        new(NmsecMessageType.GetInterfaces, "NMsec_GET_IPINTERFACES", MessageKind.Monitoring, MessageScope.OneStack, FilterSelectors.Interfaces),
        new(NmsecMessageType.GetNssInfo, "NMsec_GET_IKENSINFO", MessageKind.Monitoring, MessageScope.AllStacks),
        new(NmsecMessageType.GetClientInfo, "NMsec_GET_CLIENTINFO", MessageKind.Monitoring, MessageScope.ServiceClient, FilterSelectors.NssClients),
        new(NmsecMessageType.ActivateManualTunnel, "NMsec_ACTIVATE_IPTUNMANUAL", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.ActivateDynamicTunnel, "NMsec_ACTIVATE_IPTUNDYN", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.DeactivateManualTunnel, "NMsec_DEACTIVATE_IPTUNMANUAL", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.DeactivateDynamicTunnel, "NMsec_DEACTIVATE_IPTUNDYN", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.DeactivateIkeTunnel, "NMsec_DEACTIVATE_IKETUN", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.RefreshDynamicTunnel, "NMsec_REFRESH_IPTUNDYN", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.RefreshIkeTunnel, "NMsec_REFRESH_IKETUN", MessageKind.Control, MessageScope.OneStack),
        new(NmsecMessageType.LoadPolicy, "NMsec_LOAD_POLICY", MessageKind.Control, MessageScope.OneStack),
    ];

    /// <summary>The row of a message.</summary>
    public static MessageTypeRow Get(NmsecMessageType type) => Rows[(int)type];

    /// <summary>Finds a message by the interface's own name.</summary>
    public static MessageTypeRow? Find(string name)
        => Rows.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));
}
