namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsTunStatus: what became of one tunnel of a control request. The interface may have further values.</summary>
public enum TunnelControlStatus : byte
{
    /// <summary>A request, or not carried out.</summary>
    None = 0,

    /// <summary>There is no such tunnel.</summary>
    [NmsecName("NMsec_TUNSTATUS_NOTFOUND")]
    NotFound = 1,

    /// <summary>The state was changed, or the change was started.</summary>
    [NmsecName("NMsec_TUNSTATUS_STATEUPDATED")]
    StateUpdated = 2,

    /// <summary>The tunnel is in that state already.</summary>
    [NmsecName("NMsec_TUNSTATUS_STATEALREADYSET")]
    StateAlreadySet = 3,

    /// <summary>No key exchange rule matches.</summary>
    [NmsecName("NMsec_TUNSTATUS_NOKER")]
    NoKeyExchangeRule = 5,

    /// <summary>No dynamic filter rule matches.</summary>
    [NmsecName("NMsec_TUNSTATUS_NOFILTER")]
    NoFilter = 6,

    /// <summary>No usable data offer.</summary>
    [NmsecName("NMsec_TUNSTATUS_NODATAOFFER")]
    NoDataOffer = 7,
}
