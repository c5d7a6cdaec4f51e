namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsIPDynFlags.</summary>
[Flags]
public enum DynamicTunnelFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: packets are encapsulated in UDP.</summary>
    [NmsecName("NMsIPDynUDPEncap", IsDesign = true)]
    UdpEncapsulation = 0x8000_0000,

    /// <summary>Bit 1: a NAT is in front of the local endpoint.</summary>
    [NmsecName("NMsIPDynLclNAT", IsDesign = true)]
    LocalNat = 0x4000_0000,

    /// <summary>Bit 2: a NAT is in front of the remote endpoint.</summary>
    [NmsecName("NMsIPDynRmtNAT", IsDesign = true)]
    RemoteNat = 0x2000_0000,

    /// <summary>Bit 3: a NAT that translates ports is in front of the remote endpoint.</summary>
    [NmsecName("NMsIPDynRmtNAPT", IsDesign = true)]
    RemoteNapt = 0x1000_0000,

    /// <summary>Bit 4: the local side may start the negotiation.</summary>
    [NmsecName("NMsIPDynCanInitP2", IsDesign = true)]
    CanInitiate = 0x0800_0000,

    /// <summary>Bit 5: the outer header does not forbid fragmentation.</summary>
    [NmsecName("NMsIPDynClearDF", IsDesign = true)]
    ClearDontFragment = 0x0400_0000,

    /// <summary>Bit 6: the outer header has no DSCP.</summary>
    [NmsecName("NMsIPDynClearDSCP", IsDesign = true)]
    ClearDscp = 0x0200_0000,
}

/// <summary>How an address field selects addresses.</summary>
public enum AddressForm : byte
{
    /// <summary>All addresses.</summary>
    [NmsecName("NMsec_ADDR_ALL", IsDesign = true)]
    All = 0,

    /// <summary>One address.</summary>
    [NmsecName("NMsec_ADDR_SINGLE", IsDesign = true)]
    Single = 1,

    /// <summary>A prefix.</summary>
    [NmsecName("NMsec_ADDR_PREFIX", IsDesign = true)]
    Prefix = 2,

    /// <summary>From the first to the last address.</summary>
    [NmsecName("NMsec_ADDR_RANGE", IsDesign = true)]
    Range = 3,
}

/// <summary>NMsIPDynActMethod: what activated a dynamic tunnel.</summary>
public enum ActivationMethod : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A user's command.</summary>
    [NmsecName("NMsec_ACTMETHOD_USER", IsDesign = true)]
    User = 1,

    /// <summary>The remote side.</summary>
    [NmsecName("NMsec_ACTMETHOD_REMOTE", IsDesign = true)]
    Remote = 2,

    /// <summary>Traffic.</summary>
    [NmsecName("NMsec_ACTMETHOD_ONDEMAND", IsDesign = true)]
    OnDemand = 3,

    /// <summary>Takeover from another stack.</summary>
    [NmsecName("NMsec_ACTMETHOD_TAKEOVER", IsDesign = true)]
    Takeover = 5,

    /// <summary>The configuration.</summary>
    [NmsecName("NMsec_ACTMETHOD_AUTOACT", IsDesign = true)]
    Automatic = 6,
}

/// <summary>NMsIPDynExtState: where a dynamic tunnel is in its negotiation.</summary>
public enum Phase2State : byte
{
    /// <summary>Not in negotiation yet.</summary>
    [NmsecName("NMsec_P2STATE_NONE", IsDesign = true)]
    None = 0,

    /// <summary>Waiting.</summary>
    [NmsecName("NMsec_P2STATE_WAIT", IsDesign = true)]
    Waiting = 1,

    /// <summary>Key exchange is under way.</summary>
    [NmsecName("NMsec_P2STATE_IN_KE", IsDesign = true)]
    KeyExchange = 2,

    /// <summary>Waiting for the peer.</summary>
    [NmsecName("NMsec_P2STATE_WAIT_PEER", IsDesign = true)]
    WaitPeer = 3,

    /// <summary>Complete; usable for traffic.</summary>
    [NmsecName("NMsec_P2STATE_DONE", IsDesign = true)]
    Done = 4,

    /// <summary>Lifetime or lifesize is used up.</summary>
    [NmsecName("NMsec_P2STATE_EXPIRED", IsDesign = true)]
    Expired = 5,

    /// <summary>An authorization request is under way.</summary>
    [NmsecName("NMsec_P2STATE_WAIT_AUTH", IsDesign = true)]
    WaitAuthorization = 6,

    /// <summary>Not used locally any more, the delete is not acknowledged yet.</summary>
    [NmsecName("NMsec_P2STATE_HALF_CLOSED", IsDesign = true)]
    HalfClosed = 7,
}

/// <summary>The flags of NMsecIPDynamicStack.</summary>
[Flags]
public enum StackTunnelFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: another stack negotiated the tunnel.</summary>
    [NmsecName("NMsIPDynShadow", IsDesign = true)]
    Shadow = 0x8000_0000,
}
