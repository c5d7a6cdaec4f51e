using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Fills the sections of an NMsec_GET_IKETUN record. Makes no object: an answer of any size costs the collector nothing.</summary>
internal static class IkeTunnelMapper
{
    /// <summary>The attributes of the tunnel.</summary>
    public static IkeTunnelSection Tunnel(IkeTunnelSnapshot snapshot)
    {
        var (state, extendedState) = State(snapshot.State);
        var ipv6 = IsIpv6(snapshot);
        return new IkeTunnelSection
        {
            Flags = Flags(snapshot),
            TunnelId = TunnelNames.Ike(snapshot.Id),
            KeyExchangeRule = new FixedText48(snapshot.VpnName),
            KeyExchangeAction = new FixedText48(snapshot.PolicyTemplate),
            LocalEndpoint6 = WireValues.Address(snapshot.Local.Address, ipv6),
            RemoteEndpoint6 = WireValues.Address(snapshot.Remote.Address, ipv6),
            InitiatorCookie = snapshot.InitiatorSpi,
            ResponderCookie = snapshot.ResponderSpi,
            ExchangeMode = IkeExchangeMode.NotApplicable,
            State = state,
            Authentication = snapshot.Encryption.IsCombinedMode ? TunnelAuthentication.None : AlgorithmMapper.Authentication(snapshot.Integrity),
            Encryption = AlgorithmMapper.Encryption(snapshot.Encryption),
            DiffieHellmanGroup = snapshot.KeyExchange.Id,
            PeerAuthentication = AlgorithmMapper.AuthenticationMethod(snapshot.RemoteAuthenticationMethod),
            Role = snapshot.IsInitiator ? IkeTunnelRole.Initiator : IkeTunnelRole.Responder,
            NatTraversal = snapshot is { NatTraversalAllowed: true, PeerSupportsNatTraversal: true } ? NatTraversalLevel.Ikev2 : NatTraversalLevel.None,
            ExtendedState = extendedState,
            Lifetime = WireValues.Seconds(snapshot.Lifetime),
            LifetimeRefresh = WireValues.UnixTime(snapshot.RekeyAt),
            LifetimeExpire = WireValues.UnixTime(snapshot.ExpiresAt),
            RemoteUdpPort = snapshot.Remote.Port,
            LocalIdentityType = IdentityMapper.Type(snapshot.LocalIdentity),
            RemoteIdentityType = IdentityMapper.Type(snapshot.RemoteIdentity),
            StartTime = WireValues.UnixTime(snapshot.EstablishedAt),
            MajorVersion = (byte)(snapshot.MajorVersion & 0x0F),
            MinorVersion = (byte)(snapshot.MinorVersion & 0x0F),
            PseudorandomFunction = AlgorithmMapper.PseudorandomFunction(snapshot.Prf),
            LocalAuthentication = AlgorithmMapper.AuthenticationMethod(snapshot.LocalAuthenticationMethod),
            ReauthenticationInterval = WireValues.Seconds(snapshot.ReauthenticationTime),
            ReauthenticationTime = WireValues.UnixTime(snapshot.ReauthenticateAt),
            Generation = snapshot.Generation,
            EncryptionKeyLength = AlgorithmMapper.KeyLength(snapshot.Encryption),
        };
    }

    /// <summary>The counters of the tunnel, captured now. Four-byte counters wrap, as the interface's do.</summary>
    public static IkeTunnelStatisticsSection Statistics(IkeTunnelSnapshot snapshot)
    {
        var counters = snapshot.Counters.Read();
        var traffic = TunnelReading.TrafficOf(snapshot);
        return new IkeTunnelStatisticsSection
        {
            DynamicTunnelsActive = (uint)TunnelReading.ActiveChildrenOf(snapshot),
            DynamicTunnelsInProgress = (uint)TunnelReading.PendingChildrenOf(snapshot),
            LocalActivationSuccesses = unchecked((uint)counters.ChildrenCreatedLocal),
            RemoteActivationSuccesses = unchecked((uint)counters.ChildrenCreatedRemote),
            LocalActivationFailures = unchecked((uint)counters.ChildrenFailedLocal),
            RemoteActivationFailures = unchecked((uint)counters.ChildrenFailedRemote),
            Bytes = traffic.InOctets + traffic.OutOctets,
            Phase1Retransmissions = counters.InitialRetransmits,
            Phase1Replays = counters.InitialReplays,
            Phase2Retransmissions = counters.ChildRetransmits,
            Phase2Replays = counters.ChildReplays,
        };
    }

    /// <summary>TABLE: the engine's states in the interface's two state fields.</summary>
    public static (SecurityAssociationState State, Phase1State Extended) State(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Pending => (SecurityAssociationState.Pending, Phase1State.Init),
        IkeTunnelState.InitSent => (SecurityAssociationState.Incomplete, Phase1State.WaitSa),
        IkeTunnelState.InitAnswered => (SecurityAssociationState.Incomplete, Phase1State.InKe),
        IkeTunnelState.AuthSent => (SecurityAssociationState.Incomplete, Phase1State.WaitKe),
        IkeTunnelState.AwaitingAuthorization => (SecurityAssociationState.Incomplete, Phase1State.WaitAuth),
        IkeTunnelState.Established or IkeTunnelState.Rekeying => (SecurityAssociationState.Active, Phase1State.Done),
        // Both wait for a DELETE exchange to end and carry nothing new: "no longer being used by the local endpoint".
        IkeTunnelState.Rekeyed or IkeTunnelState.Closing => (SecurityAssociationState.HalfClosed, Phase1State.HalfClosed),
        _ => (SecurityAssociationState.Expired, Phase1State.Expired),
    };

    private static IkeTunnelFlags Flags(IkeTunnelSnapshot snapshot)
        => (IsIpv6(snapshot) ? IkeTunnelFlags.Ipv6 : 0)
            | (snapshot.NatTraversalAllowed ? IkeTunnelFlags.NatAllowed : 0)
            | (snapshot.LocalNatDetected ? IkeTunnelFlags.LocalNat : 0)
            | (snapshot.RemoteNatDetected ? IkeTunnelFlags.RemoteNat : 0)
            | (snapshot.RemotePortTranslationDetected ? IkeTunnelFlags.RemoteNapt : 0)
            | (snapshot.CanInitiate ? IkeTunnelFlags.CanInitiate : 0);

    private static bool IsIpv6(IkeTunnelSnapshot snapshot) => snapshot.Local.IsIpv6 || snapshot.Remote.IsIpv6;
}
