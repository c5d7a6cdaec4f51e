namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>Who gets notifications, and how many. Nobody until a target is configured.</summary>
public sealed class NotificationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Snmp:Notifications";

    /// <summary>The receivers.</summary>
    public NotificationTargetOptions[] Targets { get; set; } = [];

    /// <summary>Filters that targets name.</summary>
    public NotificationFilterOptions[] Filters { get; set; } = [];

    /// <summary>Notifications held for one target, 1 to 100000; more are dropped and counted.</summary>
    public int QueueCapacity { get; set; } = 1_024;

    /// <summary>myikev2NotifMaxPerMinute until a manager sets it, 0 (no ceiling) to 6000.</summary>
    public int MaxPerMinute { get; set; } = NotificationSwitches.DefaultMaximumPerMinute;
}

/// <summary>A receiver of notifications. A community makes it one of SNMPv2c (or 1), a user one of SNMPv3.</summary>
public sealed class NotificationTargetOptions
{
    /// <summary>Its name in the tables, 1 to 32 octets, unique. Empty means <c>target-1</c> for the first one, and so on.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Address with port: <c>192.0.2.9:162</c>, <c>[2001:db8::9]:162</c>.</summary>
    public string Address { get; set; } = string.Empty;

    /// <summary><c>1</c>, <c>2c</c> or <c>3</c>. Empty means 3 with a user and 2c with a community.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>The community; prefer <see cref="CommunityFile"/> or an environment variable.</summary>
    public string? Community { get; set; }

    /// <summary>A file whose first line is the community.</summary>
    public string? CommunityFile { get; set; }

    /// <summary>Name of one of the configured users.</summary>
    public string? User { get; set; }

    /// <summary><c>noAuthNoPriv</c>, <c>authNoPriv</c> or <c>authPriv</c>.</summary>
    public string Level { get; set; } = "authPriv";

    /// <summary><c>trap</c>: sent once. <c>inform</c>: until it is acknowledged or the retries are over; not with version 1.</summary>
    public string Type { get; set; } = "trap";

    /// <summary>How long an inform waits for its acknowledgement, 0.1 s to 5 minutes.</summary>
    public TimeSpan Timeout { get; set; } = SnmpProtocol.Notifications.NotificationTarget.DefaultTimeout;

    /// <summary>How often an inform is sent again, 0 to 255.</summary>
    public int Retries { get; set; } = SnmpProtocol.Notifications.NotificationTarget.DefaultRetries;

    /// <summary>Name of one of <see cref="NotificationOptions.Filters"/>; empty for everything.</summary>
    public string Filter { get; set; } = string.Empty;

    /// <summary>Tags shown in snmpTargetAddrTable beside the type, for managers that group targets by them.</summary>
    public string[] Tags { get; set; } = [];
}

/// <summary>
/// A filter (snmpNotifyFilterTable): object identifiers of subtrees. A notification passes when its name is included and none
/// of its objects is excluded; the longest subtree decides.
/// </summary>
public sealed class NotificationFilterOptions
{
    /// <summary>Its name, 1 to 32 octets, unique.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Subtrees that are included.</summary>
    public string[] Include { get; set; } = [];

    /// <summary>Subtrees that are excluded.</summary>
    public string[] Exclude { get; set; } = [];
}
