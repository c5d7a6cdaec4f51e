using System.Net;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Fills the sections of an NMsec_GET_IKETUN record from a reading.</summary>
internal static class IkeTunnelMapper
{
    /// <summary>The attributes of the tunnel.</summary>
    public static IkeTunnelSection Tunnel(TunnelReading reading)
    {
        var snapshot = reading.Snapshot;
        var (state, extendedState) = State(snapshot.State);
        var ipv6 = IsIpv6(snapshot);
        return new IkeTunnelSection
        {
            Flags = Flags(snapshot),
            TunnelId = TunnelName(snapshot.Id),
            KeyExchangeRule = new FixedText48(snapshot.VpnName),
            KeyExchangeAction = new FixedText48(snapshot.PolicyTemplate),
            LocalEndpoint6 = Endpoint(snapshot.Local.Address, ipv6),
            RemoteEndpoint6 = Endpoint(snapshot.Remote.Address, ipv6),
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
            Lifetime = Seconds(snapshot.Lifetime),
            LifetimeRefresh = UnixTime(snapshot.RekeyAt),
            LifetimeExpire = UnixTime(snapshot.ExpiresAt),
            RemoteUdpPort = snapshot.Remote.Port,
            LocalIdentityType = IdentityMapper.Type(snapshot.LocalIdentity),
            RemoteIdentityType = IdentityMapper.Type(snapshot.RemoteIdentity),
            StartTime = UnixTime(snapshot.EstablishedAt),
            MajorVersion = (byte)(snapshot.MajorVersion & 0x0F),
            MinorVersion = (byte)(snapshot.MinorVersion & 0x0F),
            PseudorandomFunction = AlgorithmMapper.PseudorandomFunction(snapshot.Prf),
            LocalAuthentication = AlgorithmMapper.AuthenticationMethod(snapshot.LocalAuthenticationMethod),
            ReauthenticationInterval = Seconds(snapshot.ReauthenticationTime),
            ReauthenticationTime = UnixTime(snapshot.ReauthenticateAt),
            Generation = snapshot.Generation,
            EncryptionKeyLength = AlgorithmMapper.KeyLength(snapshot.Encryption),
        };
    }

    /// <summary>The counters of the tunnel. Four-byte counters wrap, as the interface's do.</summary>
    public static IkeTunnelStatisticsSection Statistics(TunnelReading reading)
    {
        var counters = reading.Counters;
        var traffic = reading.Traffic;
        return new IkeTunnelStatisticsSection
        {
            DynamicTunnelsActive = (uint)reading.ActiveChildren,
            DynamicTunnelsInProgress = (uint)reading.PendingChildren,
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

    /// <summary>The name of the tunnel family: K and its number.</summary>
    public static FixedText48 TunnelName(TunnelId id)
    {
        Span<char> name = stackalloc char[24];
        name[0] = 'K';
        id.Value.TryFormat(name[1..], out var digits);
        return new FixedText48(name[..(1 + digits)]);
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

    // IPv4 stands in the first four bytes of the same field, zero in the rest. One flag speaks for both endpoints: an
    // address of the other family (an end that is not known yet) is left out.
    private static Ipv6Field Endpoint(IPAddress address, bool ipv6)
    {
        Ipv6Field field = default;
        if (ipv6 == (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            address.TryWriteBytes(field, out _);
        }

        return field;
    }

    private static uint Seconds(TimeSpan duration) => (uint)Math.Clamp(duration.TotalSeconds, 0, uint.MaxValue);

    private static uint UnixTime(DateTimeOffset? moment)
        => moment is { } value ? (uint)Math.Clamp(value.ToUnixTimeSeconds(), 0, uint.MaxValue) : 0;
}
