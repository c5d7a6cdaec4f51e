using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPDynTunnel: what both views of a dynamic tunnel have in common.</summary>
/// <remarks>The family of the data addresses is that of the record's NMsecIPTunnel.</remarks>
public record struct DynamicTunnelSection
{
    /// <summary>Encapsulation, address translation and who may initiate.</summary>
    public DynamicTunnelFlags Flags;

    /// <summary>Tunnel ID of the parent IKE tunnel.</summary>
    public FixedText48 IkeTunnelId;

    /// <summary>Name of the local rule that activates the tunnel, or blanks.</summary>
    public FixedText48 VpnRule;

    /// <summary>Generation of this tunnel.</summary>
    public uint Generation;

    /// <summary>Generation of the parent.</summary>
    public uint IkeGeneration;

    /// <summary>Local data address, or the first of a range; IPv4 in the first four bytes.</summary>
    public Ipv6Field LocalData;

    /// <summary>Last local data address of a range.</summary>
    public Ipv6Field LocalDataHigh;

    /// <summary>Remote data address, or the first of a range; IPv4 in the first four bytes.</summary>
    public Ipv6Field RemoteData;

    /// <summary>Last remote data address of a range.</summary>
    public Ipv6Field RemoteDataHigh;

    /// <summary>Form of the local data address.</summary>
    public AddressForm LocalForm;

    /// <summary>Prefix length of the local data address.</summary>
    public byte LocalPrefix;

    /// <summary>Form of the remote data address.</summary>
    public AddressForm RemoteForm;

    /// <summary>Prefix length of the remote data address.</summary>
    public byte RemotePrefix;

    /// <summary>IP protocol; zero for all.</summary>
    public byte IpProtocol;

    /// <summary>What activated the tunnel.</summary>
    public ActivationMethod ActivationMethod;

    /// <summary>First local port.</summary>
    public ushort LocalPortLow;

    /// <summary>Last local port.</summary>
    public ushort LocalPortHigh;

    /// <summary>First remote port.</summary>
    public ushort RemotePortLow;

    /// <summary>Last remote port.</summary>
    public ushort RemotePortHigh;

    /// <summary>Group of perfect forward secrecy; zero for none.</summary>
    public uint DiffieHellmanGroup;

    /// <summary>Negotiated limit in bytes; zero for none.</summary>
    public ulong Lifesize;

    /// <summary>Bytes after which the tunnel is refreshed; zero for never.</summary>
    public ulong LifesizeRefresh;

    /// <summary>Negotiated lifetime in seconds.</summary>
    public uint Lifetime;

    /// <summary>When the tunnel is refreshed, UNIX time; zero for never.</summary>
    public uint LifetimeRefresh;

    /// <summary>When the tunnel expires, UNIX time; zero for never.</summary>
    public uint LifetimeExpire;

    /// <summary>When the tunnel family ends, UNIX time; zero for never.</summary>
    public uint VpnLifeExpire;

    /// <summary>The peer's UDP port of encapsulation; zero for none.</summary>
    public ushort RemoteUdpPort;

    /// <summary>NAT original address of the source; zero for none.</summary>
    public Ipv4Field SourceNatOriginalAddress;

    /// <summary>NAT original address of the destination; zero for none.</summary>
    public Ipv4Field DestinationNatOriginalAddress;
}
