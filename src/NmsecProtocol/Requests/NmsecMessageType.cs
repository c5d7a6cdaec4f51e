namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>
/// The messages of the interface. The members are not wire numbers: <see cref="Dialect.MessageTypeNumbers"/> has those.
/// </summary>
public enum NmsecMessageType
{
    /// <summary>First message of the server.</summary>
    Init,

    /// <summary>Last message of the server.</summary>
    Term,

    /// <summary>Attributes of every stack.</summary>
    GetStackInfo,

    /// <summary>Totals of one stack.</summary>
    GetSummary,

    /// <summary>IP filters now in use.</summary>
    GetCurrentFilters,

    /// <summary>IP filters of the stack's profile.</summary>
    GetDefaultFilters,

    /// <summary>IP filters of the policy.</summary>
    GetPolicyFilters,

    /// <summary>Port translations done for NAT traversal.</summary>
    GetPortTranslations,

    /// <summary>Manual tunnels.</summary>
    GetManualTunnels,

    /// <summary>Dynamic tunnels as IKE knows them.</summary>
    GetDynamicTunnelsIke,

    /// <summary>Dynamic tunnels as the stack knows them.</summary>
    GetDynamicTunnelsStack,

    /// <summary>IKE tunnels.</summary>
    GetIkeTunnels,

    /// <summary>IKE tunnels, each with its dynamic tunnels inside.</summary>
    GetIkeTunnelsCascade,

    /// <summary>IP interfaces.</summary>
    GetInterfaces,

    /// <summary>Network security service attributes of every stack.</summary>
    GetNssInfo,

    /// <summary>Clients of the network security service.</summary>
    GetClientInfo,

    /// <summary>Activate manual tunnels.</summary>
    ActivateManualTunnel,

    /// <summary>Activate dynamic tunnels.</summary>
    ActivateDynamicTunnel,

    /// <summary>Deactivate manual tunnels.</summary>
    DeactivateManualTunnel,

    /// <summary>Deactivate dynamic tunnels.</summary>
    DeactivateDynamicTunnel,

    /// <summary>Deactivate IKE tunnels.</summary>
    DeactivateIkeTunnel,

    /// <summary>Refresh dynamic tunnels.</summary>
    RefreshDynamicTunnel,

    /// <summary>Refresh IKE tunnels.</summary>
    RefreshIkeTunnel,

    /// <summary>Load the IP security policy again.</summary>
    LoadPolicy,
}
