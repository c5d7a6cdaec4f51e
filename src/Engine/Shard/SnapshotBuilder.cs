using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Makes registry snapshots of SAs: the one place that translates engine state into published facts.</summary>
internal sealed class SnapshotBuilder
{
    private readonly AlgorithmInfos _algorithms = new();
    private readonly SnapshotParts _parts = new();

    public IkeTunnelSnapshot Build(IkeSa sa)
    {
        var policy = sa.Policy;
        var closed = sa.State as IkeSaState.Closed;
        var before = sa.Published;
        var children = new List<IpsecTunnelSnapshot>(sa.Children.All.Count);
        foreach (var child in sa.Children.All)
        {
            children.Add(Build(sa, child));
        }

        if (closed is null)
        {
            AddNegotiations(sa, children);
        }

        return sa.Published = new IkeTunnelSnapshot
        {
            Id = sa.TunnelId,
            Generation = sa.Generation,
            UniqueId = sa.UniqueId,
            VpnName = sa.Name,
            Vrf = sa.Vrf,
            PolicyTemplate = policy?.Template ?? string.Empty,
            State = sa.PublishedState,
            CloseReason = closed?.Reason ?? CloseReason.None,
            CloseText = closed?.Text ?? string.Empty,
            ClosedAt = closed is null ? null : sa.Services.Now.ToUtc(),
            Activation = sa.Activation,
            IsInitiator = sa.IsInitiator,
            InitiatorSpi = sa.InitiatorSpi,
            ResponderSpi = sa.ResponderSpi,
            Local = _parts.Local(sa.Path.Local),
            Remote = SnapshotParts.Remote(sa.Path.Remote, before?.Remote),
            LocalIdentity = _parts.Local(sa.LocalIdentity ?? policy?.LocalIdentity),
            RemoteIdentity = SnapshotParts.Remote(sa.RemoteIdentity ?? policy?.RemoteIdentity.Exact, before?.RemoteIdentity),
            LocalAuthenticationMethod = (byte)sa.LocalMethod,
            RemoteAuthenticationMethod = (byte)sa.RemoteMethod,
            RemoteCertificateNotAfter = sa.RemoteCertificate?.NotAfter,
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
            PpkUsed = sa.IsPpkUsed,
            Intermediate = sa.HadIntermediate || sa.Intermediate is { Count: > 0 },
            AdditionalKeyExchanges = sa.Suite.AdditionalKeyExchanges.Count == 0 ? [] : [.. sa.Suite.AdditionalKeyExchanges.Select(row => _algorithms.Of(row.Method))],
            Fragmentation = sa.Codec.FragmentThreshold > 0,
            Mobike = sa.Mobility is not null && sa.EstablishedAt is not null,
            Redirect = sa.Redirect is not null,
            Childless = sa.Peer.Childless && policy?.Childless != FeatureUse.No,
            IsVpnCertain = sa.IsPolicyCertain,
            CreatedAt = sa.CreatedAt.ToUtc(),
            EstablishedAt = sa.EstablishedAt?.ToUtc(),
            UpSince = sa.Family.UpSince?.ToUtc(),
            RekeyAt = sa.Timers.RekeyAt?.ToUtc(),
            ExpiresAt = sa.Timers.ExpiresAt?.ToUtc(),
            ReauthenticateAt = sa.Timers.ReauthenticateAt?.ToUtc(),
            Lifetime = policy is null ? TimeSpan.Zero : LifetimeOf(policy),
            RekeyTime = policy?.RekeyTime ?? TimeSpan.Zero,
            ReauthenticationTime = policy?.ReauthenticationTime ?? TimeSpan.Zero,
            DpdDelay = policy?.DpdDelay ?? TimeSpan.Zero,
            NatKeepaliveInterval = sa.Nat.LocalNat ? sa.Services.Configuration.Limits.NatKeepalive : TimeSpan.Zero,
            LocalVirtualAddresses = Describe(sa.Family.Assigned?.Addresses),
            VirtualDnsServers = Describe(sa.Family.Assigned?.DnsServers),
            RemoteVirtualAddresses = sa.Family.Leases.Count == 0 ? [] : [.. sa.Family.Leases.Select(static lease => lease.Address.ToIPAddress())],
            Children = children.Count == 0 ? [] : children.ToArray(), // kept for long: no spare room
            Past = sa.Family.Past,
            Counters = sa.Counters,
        };
    }

    public IpsecTunnelSnapshot Build(IkeSa sa, ChildSa child)
    {
        var before = Before(sa, child);
        return Build(sa, child, before?.LocalSelectors, before?.RemoteSelectors);
    }

    private IpsecTunnelSnapshot Build(IkeSa sa, ChildSa child, IReadOnlyList<SelectorInfo>? local, IReadOnlyList<SelectorInfo>? remote) => new()
    {
        Id = child.Id,
        Generation = child.Generation,
        UniqueId = child.UniqueId,
        RequestId = child.Policy.RequestId,
        IkeTunnelId = sa.TunnelId,
        IkeGeneration = sa.Generation,
        Activation = child.Activation,
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
        CopiesDf = child.Policy.EncapsulationCopiesDf,
        CopiesDscp = child.Policy.EncapsulationCopiesDscp,
        UdpEncapsulation = sa.UsesUdpEncapsulation,
        Local = _parts.Local(sa.Path.Local),
        Remote = SnapshotParts.Remote(sa.Path.Remote, sa.Published?.Remote),
        LocalSelectors = local ?? _parts.Local(child.LocalSelectors),
        RemoteSelectors = remote ?? SnapshotParts.Remote(child.RemoteSelectors),
        InstalledAt = child.InstalledAt.ToUtc(),
        Life = child.Family.Life,
        RekeyAt = child.RekeyAt?.ToUtc(),
        ExpiresAt = child.ExpiresAt?.ToUtc(),
        Lifetime = child.Policy.EffectiveLifeTime,
        RekeyTime = child.Policy.RekeyTime,
        RekeyBytes = child.Policy.RekeyBytes,
        RekeyPackets = child.Policy.RekeyPackets,
        LifeBytes = child.Policy.EffectiveLifeBytes,
        LifePackets = child.Policy.EffectiveLifePackets,
        Counters = child.Counters,
    };

    /// <summary>The pairs that exchanges are about to make, in the order of the exchanges.</summary>
    private void AddNegotiations(IkeSa sa, List<IpsecTunnelSnapshot> children)
    {
        var standing = children.Count;
        if (sa.Incoming.Current?.Child is { IsOver: false } asked)
        {
            children.Add(Build(sa, asked, 0));
        }

        if (sa.Requests.IsIdle)
        {
            return;
        }

        foreach (var exchange in sa.Requests.All)
        {
            if (exchange.Child is { IsOver: false } wanted)
            {
                // A rekey of the peer and one of ours, or one that waits behind another, are for the same tunnel: each is shown as the next in turn.
                var before = 0u;
                for (var i = standing; i < children.Count; i++)
                {
                    before += children[i].Id == wanted.Id ? 1u : 0u;
                }

                children.Add(Build(sa, wanted, before));
            }
        }
    }

    /// <summary>Of a pair to come: what is asked for. The algorithms are not known before the end.</summary>
    private IpsecTunnelSnapshot Build(IkeSa sa, ChildNegotiation child, uint before) => new()
    {
        Id = child.Id,
        Generation = child.Family!.Generations + 1 + before,
        UniqueId = child.UniqueId,
        RequestId = child.Policy.RequestId,
        IkeTunnelId = sa.TunnelId,
        IkeGeneration = sa.Generation,
        Activation = child.Activation,
        PolicyName = child.Policy.Name,
        State = child.IsUnderWay ? IpsecTunnelState.Negotiating : IpsecTunnelState.Pending,
        IsInitiator = child.IsInitiator,
        Protocol = child.Policy.Action == PolicyAction.Ah ? IpsecProtocol.Ah : IpsecProtocol.Esp,
        Mode = child.Policy.Mode,
        SpiIn = child.SpiIn,
        SpiOut = 0,
        ReplayWindow = child.Policy.ReplayWindow,
        CopiesDf = child.Policy.EncapsulationCopiesDf,
        CopiesDscp = child.Policy.EncapsulationCopiesDscp,
        UdpEncapsulation = sa.UsesUdpEncapsulation,
        Local = _parts.Local(sa.Path.Local),
        Remote = SnapshotParts.Remote(sa.Path.Remote, sa.Published?.Remote),
        LocalSelectors = _parts.Local(ChildOffer.LocalSelectors(sa, child.Policy)),
        RemoteSelectors = SnapshotParts.Remote(ChildOffer.RemoteSelectors(sa, child.Policy)),
        Lifetime = child.Policy.EffectiveLifeTime,
        RekeyTime = child.Policy.RekeyTime,
        RekeyBytes = child.Policy.RekeyBytes,
        RekeyPackets = child.Policy.RekeyPackets,
        LifeBytes = child.Policy.EffectiveLifeBytes,
        LifePackets = child.Policy.EffectiveLifePackets,
        Counters = child.Counters,
    };

    private static TimeSpan LifetimeOf(PeerPolicy policy) =>
        policy.RekeyTime > TimeSpan.Zero ? policy.RekeyTime + policy.EffectiveOverTime
        : policy.ReauthenticationTime > TimeSpan.Zero ? policy.ReauthenticationTime + policy.EffectiveOverTime
        : TimeSpan.Zero;

    private static System.Net.IPAddress[] Describe(ValueList<IpAddress>? addresses) =>
        addresses is not { Count: > 0 } ? [] : [.. addresses.Select(static address => address.ToIPAddress())];

    public static EndpointInfo Describe(IpEndpoint endpoint) => new(endpoint.Address.ToIPAddress(), endpoint.Port);

    public static IdentityInfo Describe(Identity? identity) =>
        identity is null ? IdentityInfo.Unknown : new IdentityInfo((byte)identity.Type, identity.Data.AsMemory(), identity.Text);

    public static SelectorInfo Describe(TrafficSelector selector)
    {
        var start = selector.Start.ToIPAddress();
        return new SelectorInfo(
            selector.Protocol, selector.StartPort, selector.EndPort, start, selector.End == selector.Start ? start : selector.End.ToIPAddress());
    }

    /// <summary>How the pair was shown last, once it was installed: its selectors do not change after that.</summary>
    private static IpsecTunnelSnapshot? Before(IkeSa sa, ChildSa child)
    {
        if (sa.Published is { } published)
        {
            for (var i = 0; i < published.Children.Count; i++)
            {
                if (published.Children[i] is { InstalledAt: not null } before && before.UniqueId == child.UniqueId)
                {
                    return before;
                }
            }
        }

        return null;
    }
}
