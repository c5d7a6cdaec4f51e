namespace MyIkev2.Registry;

/// <summary>Which filters are meant. Values are stable.</summary>
public enum IpFilterSet : byte
{
    /// <summary>All that are in force now, in search order: configured ones, those of installed SAs, manual ones, and the built-in rules last.</summary>
    Current = 0,

    /// <summary>The built-in rules: what happens to packets that nothing else matches.</summary>
    Default = 1,

    /// <summary>The configured rules, whether in force or not.</summary>
    Policy = 2,
}

/// <summary>What a filter is there for. Values are stable.</summary>
public enum IpFilterKind : byte
{
    /// <summary>It permits or denies by itself.</summary>
    Generic = 1,

    /// <summary>It stands for SAs that are to be negotiated.</summary>
    Anchor = 2,

    /// <summary>It leads to an installed SA.</summary>
    Dynamic = 3,

    /// <summary>It leads to a manual tunnel.</summary>
    Manual = 4,
}

/// <summary>What happens to packets that match. Values are stable.</summary>
public enum IpFilterAction : byte
{
    /// <summary>They pass in the clear.</summary>
    Permit = 1,

    /// <summary>They are dropped.</summary>
    Deny = 2,

    /// <summary>They are protected; while there is no SA they wait for one or are dropped.</summary>
    Protect = 3,
}

/// <summary>One IP filter: a pair of selectors and what is done with packets between them. Immutable; the counters are those of the capture.</summary>
public sealed record IpFilterSnapshot
{
    /// <summary>The VRF whose packets it is for; null = that of its vpn or manual tunnel, and a built-in rule is for all.</summary>
    public string? Vrf { get; init; }

    /// <summary>Name of the rule: the security policy, the manual tunnel, or the built-in rule.</summary>
    public required string Name { get; init; }

    /// <summary>Number within the rule, from 1 in search order: a rule has one filter for each pair of its selectors.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The vpn that the rule belongs to; empty for manual tunnels and built-in rules.</summary>
    public string VpnName { get; init; } = string.Empty;

    /// <summary>For a manual tunnel the configured name of its action; empty otherwise.</summary>
    public string VpnAction { get; init; } = string.Empty;

    /// <summary>What it is there for.</summary>
    public required IpFilterKind Kind { get; init; }

    /// <summary>What happens to packets that match.</summary>
    public required IpFilterAction Action { get; init; }

    /// <summary>Our side: the source of outbound packets, the destination of inbound ones.</summary>
    public required SelectorInfo Local { get; init; }

    /// <summary>The peer's side.</summary>
    public required SelectorInfo Remote { get; init; }

    /// <summary>True when it is looked at now.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>A packet that matches may have an SA negotiated.</summary>
    public bool OnDemand { get; init; }

    /// <summary>The dynamic tunnel that it leads to; null for none.</summary>
    public TunnelId? IpsecTunnel { get; init; }

    /// <summary>The manual tunnel that it leads to, active or not; null for none.</summary>
    public TunnelId? ManualTunnel { get; init; }

    /// <summary>Configured priority: lower comes first, 0 after all that have one.</summary>
    public int Priority { get; init; }

    /// <summary>When it came into force; null while it never was.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it changed last: its rule, or the SA that it leads to.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Packets of this host that met it.</summary>
    public ulong OutMatches { get; init; }

    /// <summary>Packets of the peer that came through its SA, or for a built-in rule that no filter allows.</summary>
    public ulong InMatches { get; init; }

    /// <summary>Packets that met it, in either direction.</summary>
    public ulong Matches => OutMatches + InMatches;

    /// <summary>Its place in the search: the lower comes first.</summary>
    public ulong SearchOrder { get; init; }
}
