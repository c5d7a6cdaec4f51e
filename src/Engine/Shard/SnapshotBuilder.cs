using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Makes registry snapshots of SAs: the one place that translates engine state into published facts.</summary>
internal sealed class SnapshotBuilder
{
    private readonly AlgorithmInfos _algorithms = new();

    public IkeTunnelSnapshot Build(IkeSa sa)
    {
        var policy = sa.Policy;
        var closed = sa.State as IkeSaState.Closed;
        var children = new IpsecTunnelSnapshot[sa.Children.All.Count];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Build(sa, sa.Children.All[i]);
        }

        return new IkeTunnelSnapshot
        {
            Id = sa.TunnelId,
            Generation = sa.Generation,
            UniqueId = sa.UniqueId,
            VpnName = sa.Name,
            Vrf = policy?.Vrf ?? "main",
            PolicyTemplate = policy?.Template ?? string.Empty,
            State = sa.State.Published,
            CloseReason = closed?.Reason ?? CloseReason.None,
            CloseText = closed?.Text ?? string.Empty,
            ClosedAt = closed is null ? null : sa.Services.Now.ToUtc(),
            IsInitiator = sa.IsInitiator,
            InitiatorSpi = sa.InitiatorSpi,
            ResponderSpi = sa.ResponderSpi,
            Local = Endpoint(sa.Path.Local),
            Remote = Endpoint(sa.Path.Remote),
            LocalIdentity = Describe(sa.LocalIdentity ?? policy?.LocalIdentity),
            RemoteIdentity = Describe(sa.RemoteIdentity ?? policy?.RemoteIdentity.Exact),
            LocalAuthenticationMethod = (byte)sa.LocalMethod,
            RemoteAuthenticationMethod = (byte)sa.RemoteMethod,
            Encryption = _algorithms.Of(sa.Suite.Encryption),
            Integrity = _algorithms.Of(sa.Suite.Integrity),
            Prf = _algorithms.Of(sa.Suite.Prf),
            KeyExchange = _algorithms.Of(sa.Suite.KeyExchange),
            PeerSupportsNatTraversal = sa.Nat.PeerSupports,
            LocalNatDetected = sa.Nat.LocalNat,
            RemoteNatDetected = sa.Nat.RemoteNat,
            RemotePortTranslationDetected = sa.Nat.RemotePortChanged,
            UdpEncapsulation = sa.UsesUdpEncapsulation,
            CanInitiate = policy?.RemoteAddress is not null || sa.IsInitiator,
            Fragmentation = sa.Codec.FragmentThreshold > 0,
            CreatedAt = sa.CreatedAt.ToUtc(),
            EstablishedAt = sa.EstablishedAt?.ToUtc(),
            RekeyAt = sa.Timers.RekeyAt?.ToUtc(),
            ExpiresAt = sa.Timers.ExpiresAt?.ToUtc(),
            ReauthenticateAt = sa.Timers.ReauthenticateAt?.ToUtc(),
            Lifetime = policy is null ? TimeSpan.Zero : LifetimeOf(policy),
            RekeyTime = policy?.RekeyTime ?? TimeSpan.Zero,
            ReauthenticationTime = policy?.ReauthenticationTime ?? TimeSpan.Zero,
            DpdDelay = policy?.DpdDelay ?? TimeSpan.Zero,
            NatKeepaliveInterval = sa.Nat.LocalNat ? sa.Services.Configuration.Limits.NatKeepalive : TimeSpan.Zero,
            Children = children,
            Past = sa.Family.Past,
            Counters = sa.Counters,
        };
    }

    public IpsecTunnelSnapshot Build(IkeSa sa, ChildSa child) => new()
    {
        Id = child.Id,
        Generation = child.Generation,
        UniqueId = child.UniqueId,
        RequestId = child.Policy.RequestId,
        IkeTunnelId = sa.TunnelId,
        PolicyName = child.Policy.Name,
        State = child.State,
        IsInitiator = child.IsInitiator,
        Protocol = child.Protocol,
        Mode = child.Mode,
        SpiIn = child.SpiIn,
        SpiOut = child.SpiOut,
        Encryption = _algorithms.Of(child.Suite.Encryption),
        Integrity = _algorithms.Of(child.Suite.Integrity),
        KeyExchange = _algorithms.Of(child.Suite.KeyExchange),
        ExtendedSequenceNumbers = child.Suite.SequenceNumbers == SequenceNumbersId.ExtendedSequenceNumbers,
        ReplayWindow = child.Policy.ReplayWindow,
        UdpEncapsulation = sa.UsesUdpEncapsulation,
        Local = Endpoint(sa.Path.Local),
        Remote = Endpoint(sa.Path.Remote),
        LocalSelectors = [.. child.LocalSelectors.Select(Describe)],
        RemoteSelectors = [.. child.RemoteSelectors.Select(Describe)],
        InstalledAt = child.InstalledAt.ToUtc(),
        RekeyAt = child.RekeyAt?.ToUtc(),
        ExpiresAt = child.ExpiresAt?.ToUtc(),
        Lifetime = child.Policy.EffectiveLifeTime,
        RekeyTime = child.Policy.RekeyTime,
        RekeyBytes = child.Policy.RekeyBytes,
        Counters = child.Counters,
    };

    private static TimeSpan LifetimeOf(PeerPolicy policy) =>
        policy.RekeyTime > TimeSpan.Zero ? policy.RekeyTime + policy.EffectiveOverTime
        : policy.ReauthenticationTime > TimeSpan.Zero ? policy.ReauthenticationTime + policy.EffectiveOverTime
        : TimeSpan.Zero;

    private static EndpointInfo Endpoint(IpEndpoint endpoint) => new(endpoint.Address.ToIPAddress(), endpoint.Port);

    private static IdentityInfo Describe(Identity? identity) =>
        identity is null ? IdentityInfo.Unknown : new IdentityInfo((byte)identity.Type, identity.Data.ToArray(), identity.Text);

    private static SelectorInfo Describe(TrafficSelector selector) =>
        new(selector.Protocol, selector.StartPort, selector.EndPort, selector.Start.ToIPAddress(), selector.End.ToIPAddress());
}
