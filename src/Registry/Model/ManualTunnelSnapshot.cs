namespace MyIkev2.Registry;

/// <summary>The facts of a manual tunnel: SPIs and keys come from the configuration, no IKE SA stands behind it. Immutable; carries no key.</summary>
public sealed record ManualTunnelSnapshot
{
    /// <summary>Stays the same while a manual tunnel of this name is configured; shown as <see cref="TunnelId.ToManualName"/>.</summary>
    public required TunnelId Id { get; init; }

    /// <summary>Configured name.</summary>
    public required string Name { get; init; }

    /// <summary>VRF.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>Configured name of the action that it stands for, for displays of other products; empty for none.</summary>
    public string VpnAction { get; init; } = string.Empty;

    /// <summary>True while it carries packets; false: its packets are dropped.</summary>
    public required bool IsActive { get; init; }

    /// <summary>ESP or AH.</summary>
    public required IpsecProtocol Protocol { get; init; }

    /// <summary>Tunnel or transport mode.</summary>
    public required IpsecMode Mode { get; init; }

    /// <summary>Own security endpoint.</summary>
    public required EndpointInfo Local { get; init; }

    /// <summary>The peer's security endpoint.</summary>
    public required EndpointInfo Remote { get; init; }

    /// <summary>SPI in packets to us.</summary>
    public required uint SpiIn { get; init; }

    /// <summary>SPI in packets to the peer.</summary>
    public required uint SpiOut { get; init; }

    /// <summary>Encryption; none for AH.</summary>
    public AlgorithmInfo Encryption { get; init; } = AlgorithmInfo.None;

    /// <summary>Integrity.</summary>
    public AlgorithmInfo Integrity { get; init; } = AlgorithmInfo.None;

    /// <summary>Traffic of our side.</summary>
    public IReadOnlyList<SelectorInfo> LocalSelectors { get; init; } = [];

    /// <summary>Traffic of the peer's side.</summary>
    public IReadOnlyList<SelectorInfo> RemoteSelectors { get; init; } = [];

    /// <summary>Configured order among the policies; 0 = after all that have one.</summary>
    public int Priority { get; init; }

    /// <summary>When it was activated last; null: never, or it is not active.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Why it is not active although it ought to be; empty otherwise.</summary>
    public string Problem { get; init; } = string.Empty;

    /// <summary>Live counters; they go on over deactivation and activation, and start over when the configuration of the tunnel changes.</summary>
    public required IpsecTunnelCounters Counters { get; init; }
}
