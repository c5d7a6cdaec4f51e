namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecStatistics: the totals of a stack. Cumulative counters run over the life of the daemon.</summary>
public record struct SummarySection
{
    /// <summary>IKE tunnels active now.</summary>
    public uint IkeTunnelsActive;

    /// <summary>IKE tunnels pending or in negotiation now.</summary>
    public uint IkeTunnelsInProgress;

    /// <summary>IKE tunnels expired now, kept until their dynamic tunnels are gone.</summary>
    public uint IkeTunnelsExpired;

    /// <summary>Activations of IKE tunnels started locally that succeeded.</summary>
    public ulong IkeLocalActivationSuccesses;

    /// <summary>Activations of IKE tunnels started remotely that succeeded.</summary>
    public ulong IkeRemoteActivationSuccesses;

    /// <summary>Activations of IKE tunnels started locally that failed.</summary>
    public ulong IkeLocalActivationFailures;

    /// <summary>Activations of IKE tunnels started remotely that failed.</summary>
    public ulong IkeRemoteActivationFailures;

    /// <summary>Phase 1 messages sent again.</summary>
    public ulong IkeRetransmissions;

    /// <summary>Replayed phase 1 messages received.</summary>
    public ulong IkeReplays;

    /// <summary>Invalid phase 1 messages received.</summary>
    public ulong IkeInvalid;

    /// <summary>Failed authentications in phase 1.</summary>
    public ulong IkeAuthenticationFailures;

    /// <summary>Dynamic tunnels active now, without shadows.</summary>
    public uint DynamicTunnelsActive;

    /// <summary>Shadows of other stacks' dynamic tunnels active now.</summary>
    public uint ShadowTunnelsActive;

    /// <summary>Dynamic tunnels pending or in negotiation now.</summary>
    public uint DynamicTunnelsInProgress;

    /// <summary>Dynamic tunnels expired now.</summary>
    public uint DynamicTunnelsExpired;

    /// <summary>Activations of dynamic tunnels started locally that succeeded.</summary>
    public ulong DynamicLocalActivationSuccesses;

    /// <summary>Activations of dynamic tunnels started remotely that succeeded.</summary>
    public ulong DynamicRemoteActivationSuccesses;

    /// <summary>Activations of dynamic tunnels started locally that failed.</summary>
    public ulong DynamicLocalActivationFailures;

    /// <summary>Activations of dynamic tunnels started remotely that failed.</summary>
    public ulong DynamicRemoteActivationFailures;

    /// <summary>Phase 2 messages sent again.</summary>
    public ulong DynamicRetransmissions;

    /// <summary>Replayed phase 2 messages received.</summary>
    public ulong DynamicReplays;

    /// <summary>Invalid phase 2 messages received.</summary>
    public ulong DynamicInvalid;

    /// <summary>Bytes protected by dynamic tunnels.</summary>
    public ulong DynamicBytes;

    /// <summary>Packets that a filter matched.</summary>
    public ulong FilterMatches;

    /// <summary>Packets that a filter denied.</summary>
    public ulong FilterDenials;

    /// <summary>Packets denied because their protection did not match the filter.</summary>
    public ulong FilterMismatches;
}
