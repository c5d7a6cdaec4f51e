using System.Net;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Whether the receiver acknowledges (snmpNotifyType of RFC 3413).</summary>
public enum NotificationType
{
    /// <summary>Sent once.</summary>
    Trap = 1,

    /// <summary>Sent until it is acknowledged or the retries are over.</summary>
    Inform = 2,
}

/// <summary>A receiver of notifications: a row of snmpTargetAddrTable with its row of snmpTargetParamsTable (RFC 3413 section 4.1).</summary>
public sealed record NotificationTarget
{
    /// <summary>RFC 3413: snmpTargetAddrTimeout is 15 s unless set.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    /// <summary>RFC 3413: snmpTargetAddrRetryCount is 3 unless set.</summary>
    public const int DefaultRetries = 3;

    /// <summary>snmpTargetAddrName, 1 to 32 octets, unique.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Trap or inform; an SNMPv1 target knows traps only.</summary>
    public NotificationType Type { get; init; } = NotificationType.Trap;

    /// <summary>How long an inform waits for its acknowledgement before it is sent again.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>How often an inform is sent again.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>snmpTargetAddrTagList.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How messages to it are made.</summary>
    public required NotificationSecurity Security { get; init; }

    /// <summary>What it wants to hear; null for everything.</summary>
    public NotificationFilter? Filter { get; init; }

    /// <summary>
    /// Whether the notify view of its security name decides too. Not for a community that nobody may ask with: access
    /// control does not know it, and what such a target gets is what its configuration says.
    /// </summary>
    public bool HasRights { get; init; } = true;

    /// <summary>agent-addr of SNMPv1 traps: the address it knows this agent by; none is 0.0.0.0 (RFC 3584 section 3.2).</summary>
    public IPAddress AgentAddress { get; init; } = IPAddress.Any;
}
