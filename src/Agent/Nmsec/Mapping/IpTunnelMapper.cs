using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Fills the sections of manual tunnels, and what every data tunnel has.</summary>
internal static class IpTunnelMapper
{
    /// <summary>The name of a manual tunnel's action: the configured one, or that of the tunnel.</summary>
    public static FixedText48 Action(ManualTunnelSnapshot tunnel) => new(tunnel.VpnAction.Length > 0 ? tunnel.VpnAction : tunnel.Name);

    /// <summary>What a manual tunnel has in common with dynamic ones.</summary>
    public static IpTunnelSection Tunnel(ManualTunnelSnapshot tunnel)
    {
        var ipv6 = tunnel.Local.IsIpv6 || tunnel.Remote.IsIpv6;
        var isAh = tunnel.Protocol == IpsecProtocol.Ah;
        return new IpTunnelSection
        {
            TunnelId = TunnelNames.Manual(tunnel.Id),
            VpnAction = Action(tunnel),
            Flags = ipv6 ? IpTunnelFlags.Ipv6 : IpTunnelFlags.None,
            Type = IpTunnelType.Manual,
            State = State(tunnel),
            Mode = Mode(tunnel.Mode),
            Protocol = Protocol(tunnel.Protocol),
            Authentication = DataAlgorithmMapper.Authentication(tunnel.Encryption, tunnel.Integrity),
            Encryption = DataAlgorithmMapper.Encryption(tunnel.Encryption),
            EncryptionKeyLength = DataAlgorithmMapper.KeyLength(tunnel.Encryption),
            LocalEndpoint = WireValues.Address(tunnel.Local.Address, ipv6),
            RemoteEndpoint = WireValues.Address(tunnel.Remote.Address, ipv6),
            InboundAuthenticationSpi = isAh ? tunnel.SpiIn : 0,
            OutboundAuthenticationSpi = isAh ? tunnel.SpiOut : 0,
            InboundEncryptionSpi = isAh ? 0 : tunnel.SpiIn,
            OutboundEncryptionSpi = isAh ? 0 : tunnel.SpiOut,
            StartTime = WireValues.UnixTime(tunnel.ActivatedAt),
        };
    }

    /// <summary>The traffic of a manual tunnel, captured now.</summary>
    public static ManualTunnelSection Traffic(ManualTunnelSnapshot tunnel)
    {
        var traffic = tunnel.Counters.Read();
        return new ManualTunnelSection
        {
            InboundPackets = traffic.InPackets,
            OutboundPackets = traffic.OutPackets,
            InboundBytes = traffic.InOctets,
            OutboundBytes = traffic.OutOctets,
        };
    }

    /// <summary>The two states of a manual tunnel.</summary>
    public static SecurityAssociationState State(ManualTunnelSnapshot tunnel)
        => tunnel.IsActive ? SecurityAssociationState.Active : SecurityAssociationState.Inactive;

    /// <summary>TABLE: the encapsulation mode.</summary>
    public static EncapsulationMode Mode(IpsecMode mode) => mode switch
    {
        IpsecMode.Tunnel => EncapsulationMode.Tunnel,
        IpsecMode.Transport => EncapsulationMode.Transport,
        _ => EncapsulationMode.Unknown,
    };

    /// <summary>TABLE: IKE's protocol identifiers in IP's protocol numbers.</summary>
    public static DataTunnelProtocol Protocol(IpsecProtocol protocol) => protocol switch
    {
        IpsecProtocol.Esp => DataTunnelProtocol.Esp,
        IpsecProtocol.Ah => DataTunnelProtocol.Ah,
        _ => DataTunnelProtocol.Unknown,
    };
}
