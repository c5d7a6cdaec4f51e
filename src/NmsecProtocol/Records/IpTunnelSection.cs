using System.Net;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPTunnel: what manual and dynamic tunnels have in common.</summary>
public record struct IpTunnelSection
{
    /// <summary>Tunnel ID: the name of the tunnel family.</summary>
    public FixedText48 TunnelId;

    /// <summary>VPN action name.</summary>
    public FixedText48 VpnAction;

    /// <summary>Address family and FIPS mode.</summary>
    public IpTunnelFlags Flags;

    /// <summary>Manual, or a view of a dynamic tunnel.</summary>
    public IpTunnelType Type;

    /// <summary>State.</summary>
    public SecurityAssociationState State;

    /// <summary>Tunnel or transport mode.</summary>
    public EncapsulationMode Mode;

    /// <summary>ESP or AH.</summary>
    public DataTunnelProtocol Protocol;

    /// <summary>Message authentication.</summary>
    public DataTunnelAuthentication Authentication;

    /// <summary>Encryption.</summary>
    public DataTunnelEncryption Encryption;

    /// <summary>Key length in bits; zero where the algorithm fixes it.</summary>
    public uint EncryptionKeyLength;

    /// <summary>Local security endpoint; IPv4 in the first four bytes.</summary>
    public Ipv6Field LocalEndpoint;

    /// <summary>Remote security endpoint; IPv4 in the first four bytes.</summary>
    public Ipv6Field RemoteEndpoint;

    /// <summary>Inbound SPI of AH; zero for none.</summary>
    public uint InboundAuthenticationSpi;

    /// <summary>Outbound SPI of AH; zero for none.</summary>
    public uint OutboundAuthenticationSpi;

    /// <summary>Inbound SPI of ESP; zero for none.</summary>
    public uint InboundEncryptionSpi;

    /// <summary>Outbound SPI of ESP; zero for none.</summary>
    public uint OutboundEncryptionSpi;

    /// <summary>When the tunnel was activated, UNIX time; zero for not yet.</summary>
    public uint StartTime;

    /// <summary>The local security endpoint as an address.</summary>
    public readonly IPAddress LocalAddress => LocalEndpoint.ToEndpoint(IsIpv6);

    /// <summary>The remote security endpoint as an address.</summary>
    public readonly IPAddress RemoteAddress => RemoteEndpoint.ToEndpoint(IsIpv6);

    /// <summary>True if the tunnel's addresses are IPv6.</summary>
    public readonly bool IsIpv6 => (Flags & IpTunnelFlags.Ipv6) != 0;
}
