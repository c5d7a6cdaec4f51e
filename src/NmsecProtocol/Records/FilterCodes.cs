namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsFilFlags.</summary>
[Flags]
public enum FilterFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: the addresses are IPv6.</summary>
    [NmsecName("NMsFilIPv6", IsDesign = true)]
    Ipv6 = 0x8000_0000,

    /// <summary>Bit 1: traffic may activate a tunnel.</summary>
    [NmsecName("NMsFilOnDemand", IsDesign = true)]
    OnDemand = 0x4000_0000,

    /// <summary>Bit 2: the filter matches fragments only.</summary>
    [NmsecName("NMsFilFragmentsOnly", IsDesign = true)]
    FragmentsOnly = 0x2000_0000,

    /// <summary>Bit 3: permitted packets are logged.</summary>
    [NmsecName("NMsFilLogPermit", IsDesign = true)]
    LogPermits = 0x1000_0000,

    /// <summary>Bit 4: denied packets are logged.</summary>
    [NmsecName("NMsFilLogDeny", IsDesign = true)]
    LogDenies = 0x0800_0000,
}

/// <summary>NMsFilType.</summary>
public enum FilterType : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Permits or denies.</summary>
    [NmsecName("NMsec_FILTYPE_GENERIC", IsDesign = true)]
    Generic = 1,

    /// <summary>Where the filters of dynamic tunnels are put.</summary>
    [NmsecName("NMsec_FILTYPE_DYNANCHOR", IsDesign = true)]
    DynamicAnchor = 2,

    /// <summary>The filter of a dynamic tunnel.</summary>
    [NmsecName("NMsec_FILTYPE_DYNAMIC", IsDesign = true)]
    Dynamic = 3,

    /// <summary>Where the filters of dynamic tunnels over a NAT are put.</summary>
    [NmsecName("NMsec_FILTYPE_NATTANCHOR", IsDesign = true)]
    NatTraversalAnchor = 4,

    /// <summary>The filter of a dynamic tunnel over a NAT.</summary>
    [NmsecName("NMsec_FILTYPE_NATTDYNAMIC", IsDesign = true)]
    NatTraversalDynamic = 5,

    /// <summary>A NAT resolution filter.</summary>
    [NmsecName("NMsec_FILTYPE_NRF", IsDesign = true)]
    NatResolution = 6,

    /// <summary>A defensive filter of one stack.</summary>
    [NmsecName("NMsec_FILTYPE_DEFSTACK", IsDesign = true)]
    DefensiveStack = 7,

    /// <summary>A defensive filter of all stacks.</summary>
    [NmsecName("NMsec_FILTYPE_DEFGLOBAL", IsDesign = true)]
    DefensiveGlobal = 8,
}

/// <summary>NMsFilState.</summary>
public enum FilterState : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>In force.</summary>
    [NmsecName("NMsec_FILSTATE_ACTIVE", IsDesign = true)]
    Active = 1,

    /// <summary>Not in force.</summary>
    [NmsecName("NMsec_FILSTATE_INACTIVE", IsDesign = true)]
    Inactive = 2,
}

/// <summary>NMsFilAction.</summary>
public enum FilterAction : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>The packet passes, protected if a tunnel is named.</summary>
    [NmsecName("NMsec_FILACTION_PERMIT", IsDesign = true)]
    Permit = 1,

    /// <summary>The packet is dropped.</summary>
    [NmsecName("NMsec_FILACTION_DENY", IsDesign = true)]
    Deny = 2,

    /// <summary>A defensive filter drops the packet.</summary>
    [NmsecName("NMsec_FILACTION_DEFBLOCK", IsDesign = true)]
    DefensiveBlock = 3,

    /// <summary>A defensive filter would drop the packet.</summary>
    [NmsecName("NMsec_FILACTION_DEFSIMULATE", IsDesign = true)]
    DefensiveSimulate = 4,
}

/// <summary>NMsFilScope.</summary>
public enum FilterScope : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Traffic of this host.</summary>
    [NmsecName("NMsec_FILSCOPE_LOCAL", IsDesign = true)]
    Local = 1,

    /// <summary>Forwarded traffic.</summary>
    [NmsecName("NMsec_FILSCOPE_ROUTED", IsDesign = true)]
    Routed = 2,

    /// <summary>Both.</summary>
    [NmsecName("NMsec_FILSCOPE_BOTH", IsDesign = true)]
    Both = 3,
}

/// <summary>NMsFilDirection.</summary>
public enum FilterDirection : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Inbound packets.</summary>
    [NmsecName("NMsec_FILDIR_INBOUND", IsDesign = true)]
    Inbound = 1,

    /// <summary>Outbound packets.</summary>
    [NmsecName("NMsec_FILDIR_OUTBOUND", IsDesign = true)]
    Outbound = 2,
}

/// <summary>NMsFilDiscardAction.</summary>
public enum FilterDiscardAction : byte
{
    /// <summary>The filter denies nothing.</summary>
    None = 0,

    /// <summary>Nothing.</summary>
    [NmsecName("NMsec_FILDISCARD_SILENT", IsDesign = true)]
    Silent = 1,

    /// <summary>An ICMP error.</summary>
    [NmsecName("NMsec_FILDISCARD_ICMP", IsDesign = true)]
    Icmp = 2,
}

/// <summary>Where a dynamic tunnel takes one of its selectors from.</summary>
public enum FilterGranularity : byte
{
    /// <summary>The filter activates no tunnel.</summary>
    [NmsecName("NMsec_GRAN_NONE", IsDesign = true)]
    NotApplicable = 0,

    /// <summary>The packet.</summary>
    [NmsecName("NMsec_GRAN_PACKET", IsDesign = true)]
    Packet = 1,

    /// <summary>The filter.</summary>
    [NmsecName("NMsec_GRAN_RULE", IsDesign = true)]
    Rule = 2,
}
