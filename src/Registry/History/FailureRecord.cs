using System.Net;

namespace MyIkev2.Registry;

/// <summary>
/// A failure with everything that was known of it. Normal ends (DELETE, idle, operator, lifetime, replaced by a newer SA) are none. Failures of
/// single packets, and what strangers can cause, enter at most once a minute for a tunnel or peer and cause; the counters have them all.
/// </summary>
public sealed record FailureRecord : HistoryRow
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was being done.</summary>
    public required FailurePhase Phase { get; init; }

    /// <summary>VRF.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>The vpn, empty while it cannot be told.</summary>
    public string VpnName { get; init; } = string.Empty;

    /// <summary>The IKE tunnel or attempt, 0 for none.</summary>
    public TunnelId TunnelId { get; init; }

    /// <summary>The security policy of a Child SA, empty for none.</summary>
    public string PolicyName { get; init; } = string.Empty;

    /// <summary>The SPI of the Child SA or of the packet, 0 for none.</summary>
    public uint ChildSpi { get; init; }

    /// <summary>Own address and port, null where there is none.</summary>
    public EndpointInfo? Local { get; init; }

    /// <summary>The peer's address and port, null where there is none.</summary>
    public EndpointInfo? Remote { get; init; }

    /// <summary>Own identity.</summary>
    public IdentityInfo LocalIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>The identity that the peer claimed; the configured one before it has claimed any.</summary>
    public IdentityInfo RemoteIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>Why.</summary>
    public required CloseReason Reason { get; init; }

    /// <summary>More exact than <see cref="Reason"/>, where there is more to say.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>IKEv2 error notify that was sent or received, 0 for none.</summary>
    public ushort NotifyType { get; init; }

    /// <summary>This side sent the notify.</summary>
    public bool NotifySent { get; init; }

    /// <summary>In words.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Source of the packet, for <see cref="FailurePhase.DataPlane"/>: of the inner one for selector mismatches, otherwise of the outer one.</summary>
    public IPAddress? PacketSource { get; init; }

    /// <summary>Destination of the packet, as <see cref="PacketSource"/>.</summary>
    public IPAddress? PacketDestination { get; init; }
}
