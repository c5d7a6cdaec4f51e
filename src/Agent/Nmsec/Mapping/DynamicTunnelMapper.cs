using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using ActivationMethod = MyIkev2.NmsecProtocol.Records.ActivationMethod;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>One instance of a dynamic tunnel, with the IKE tunnel that it belongs to.</summary>
/// <param name="Ike">The IKE tunnel.</param>
/// <param name="Child">The pair of Child SAs.</param>
internal readonly record struct DynamicTunnel(IkeTunnelSnapshot Ike, IpsecTunnelSnapshot Child);

/// <summary>Fills the sections of the two views of dynamic tunnels.</summary>
internal static class DynamicTunnelMapper
{
    /// <summary>What it has in common with manual tunnels.</summary>
    public static IpTunnelSection Tunnel(in DynamicTunnel tunnel, IpTunnelType view)
    {
        var child = tunnel.Child;
        var ipv6 = IsIpv6(child);
        var isAh = child.Protocol == IpsecProtocol.Ah;
        return new IpTunnelSection
        {
            TunnelId = TunnelNames.Dynamic(child.Id),
            VpnAction = new FixedText48(child.PolicyName),
            Flags = ipv6 ? IpTunnelFlags.Ipv6 : IpTunnelFlags.None,
            Type = view,
            State = State(child).State,
            Mode = IpTunnelMapper.Mode(child.Mode),
            Protocol = IpTunnelMapper.Protocol(child.Protocol),
            Authentication = DataAlgorithmMapper.Authentication(child.Encryption, child.Integrity),
            Encryption = DataAlgorithmMapper.Encryption(child.Encryption),
            EncryptionKeyLength = DataAlgorithmMapper.KeyLength(child.Encryption),
            LocalEndpoint = WireValues.Address(child.Local.Address, ipv6),
            RemoteEndpoint = WireValues.Address(child.Remote.Address, ipv6),
            InboundAuthenticationSpi = isAh ? child.SpiIn : 0,
            OutboundAuthenticationSpi = isAh ? child.SpiOut : 0,
            InboundEncryptionSpi = isAh ? 0 : child.SpiIn,
            OutboundEncryptionSpi = isAh ? 0 : child.SpiOut,
            StartTime = StartTime(child),
        };
    }

    /// <summary>What both views have in common. Of several selectors the first stands here.</summary>
    public static DynamicTunnelSection Dynamic(in DynamicTunnel tunnel)
    {
        var child = tunnel.Child;
        var ipv6 = IsIpv6(child);
        var local = child.LocalSelectors.Count == 0 ? null : child.LocalSelectors[0];
        var remote = child.RemoteSelectors.Count == 0 ? null : child.RemoteSelectors[0];
        var localData = local is null ? default : SelectorMapper.Fields(local, ipv6);
        var remoteData = remote is null ? default : SelectorMapper.Fields(remote, ipv6);
        return new DynamicTunnelSection
        {
            Flags = Flags(tunnel),
            IkeTunnelId = TunnelNames.Ike(child.IkeTunnelId),
            VpnRule = new FixedText48(child.PolicyName),
            Generation = child.Generation,
            IkeGeneration = tunnel.Ike.Generation,
            LocalData = localData.Low,
            LocalDataHigh = localData.High,
            RemoteData = remoteData.Low,
            RemoteDataHigh = remoteData.High,
            LocalForm = localData.Form,
            LocalPrefix = localData.Prefix,
            RemoteForm = remoteData.Form,
            RemotePrefix = remoteData.Prefix,
            IpProtocol = local is { Protocol: not 0 } ? local.Protocol : remote?.Protocol ?? 0,
            ActivationMethod = Activation(child.Activation),
            LocalPortLow = local?.StartPort ?? 0,
            LocalPortHigh = local?.EndPort ?? ushort.MaxValue,
            RemotePortLow = remote?.StartPort ?? 0,
            RemotePortHigh = remote?.EndPort ?? ushort.MaxValue,
            DiffieHellmanGroup = child.KeyExchange.Id,
            Lifesize = child.LifeBytes,
            LifesizeRefresh = child.RekeyBytes,
            Lifetime = WireValues.Seconds(child.Lifetime),
            LifetimeRefresh = WireValues.UnixTime(child.RekeyAt),
            LifetimeExpire = WireValues.UnixTime(child.ExpiresAt),
            RemoteUdpPort = child.RemoteUdpEncapsulationPort,
        };
    }

    /// <summary>What IKE knows.</summary>
    public static DynamicTunnelIkeSection Ike(in DynamicTunnel tunnel) => new()
    {
        ExtendedState = State(tunnel.Child).Extended,
        LocalIdentityType = SelectorMapper.IdentityType(tunnel.Child.LocalSelectors),
        RemoteIdentityType = SelectorMapper.IdentityType(tunnel.Child.RemoteSelectors),
        StartTime = StartTime(tunnel.Child),
    };

    /// <summary>What the stack knows, captured now. The limits are those of one direction, so the fuller one is the current lifesize.</summary>
    public static DynamicTunnelStackSection Stack(in DynamicTunnel tunnel)
    {
        var traffic = tunnel.Child.Counters.Read();
        return new DynamicTunnelStackSection
        {
            InboundPackets = traffic.InPackets,
            OutboundPackets = traffic.OutPackets,
            InboundBytes = traffic.InOctets,
            OutboundBytes = traffic.OutOctets,
            CurrentLifesize = Math.Max(traffic.InOctets, traffic.OutOctets),
        };
    }

    /// <summary>TABLE: the engine's states in the interface's two state fields.</summary>
    public static (SecurityAssociationState State, Phase2State Extended) State(IpsecTunnelSnapshot child) => child.State switch
    {
        IpsecTunnelState.Routed => (SecurityAssociationState.Pending, Phase2State.None),
        IpsecTunnelState.Pending => (SecurityAssociationState.Pending, Phase2State.Waiting),
        IpsecTunnelState.Negotiating => (SecurityAssociationState.Incomplete, child.IsInitiator ? Phase2State.WaitPeer : Phase2State.KeyExchange),
        IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => (SecurityAssociationState.Active, Phase2State.Done),
        IpsecTunnelState.Rekeyed or IpsecTunnelState.Deleting => (SecurityAssociationState.HalfClosed, Phase2State.HalfClosed),
        _ => (SecurityAssociationState.Expired, Phase2State.Expired),
    };

    /// <summary>True for what the stack knows of: negotiated, whatever became of it since.</summary>
    public static bool IsNegotiated(IpsecTunnelState state)
        => state is not (IpsecTunnelState.Routed or IpsecTunnelState.Pending or IpsecTunnelState.Negotiating);

    /// <summary>TABLE: what activated a tunnel.</summary>
    public static ActivationMethod Activation(Registry.ActivationMethod method) => method switch
    {
        Registry.ActivationMethod.UserCommand => ActivationMethod.User,
        Registry.ActivationMethod.Remote => ActivationMethod.Remote,
        Registry.ActivationMethod.OnDemand => ActivationMethod.OnDemand,
        Registry.ActivationMethod.Automatic => ActivationMethod.Automatic,
        _ => ActivationMethod.Unknown,
    };

    private static uint StartTime(IpsecTunnelSnapshot child) => IsNegotiated(child.State) ? WireValues.UnixTime(child.InstalledAt) : 0;

    private static bool IsIpv6(IpsecTunnelSnapshot child) => child.Local.IsIpv6 || child.Remote.IsIpv6;

    private static DynamicTunnelFlags Flags(in DynamicTunnel tunnel)
    {
        var (ike, child) = tunnel;
        var hasOuterHeader = child.Mode == IpsecMode.Tunnel;
        return (child.UdpEncapsulation ? DynamicTunnelFlags.UdpEncapsulation : 0)
            | (ike.LocalNatDetected ? DynamicTunnelFlags.LocalNat : 0)
            | (ike.RemoteNatDetected ? DynamicTunnelFlags.RemoteNat : 0)
            | (ike.RemotePortTranslationDetected ? DynamicTunnelFlags.RemoteNapt : 0)
            | (ike.CanInitiate ? DynamicTunnelFlags.CanInitiate : 0)
            | (hasOuterHeader && !child.CopiesDf ? DynamicTunnelFlags.ClearDontFragment : 0)
            | (hasOuterHeader && !child.CopiesDscp ? DynamicTunnelFlags.ClearDscp : 0);
    }
}
