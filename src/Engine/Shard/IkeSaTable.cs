using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Shard;

/// <summary>The IKE SAs of a shard: by own SPI, by number, and half-open ones by what their first message said.</summary>
internal sealed class IkeSaTable
{
    private readonly Dictionary<ulong, IkeSa> _byOwnSpi = [];
    private readonly Dictionary<(ulong InitiatorSpi, IpEndpoint Remote), IkeSa> _halfOpen = [];

    public int Count => _byOwnSpi.Count;

    public IEnumerable<IkeSa> All => _byOwnSpi.Values;

    public bool Contains(ulong ownSpi) => _byOwnSpi.ContainsKey(ownSpi);

    public IkeSa? Find(ulong ownSpi) => _byOwnSpi.GetValueOrDefault(ownSpi);

    public IkeSa? FindByUniqueId(uint uniqueId) => _byOwnSpi.Values.FirstOrDefault(sa => sa.UniqueId == uniqueId);

    /// <summary>The half-open SA that an IKE_SA_INIT request made, for its repeats.</summary>
    public IkeSa? FindHalfOpen(ulong initiatorSpi, IpEndpoint remote) => _halfOpen.GetValueOrDefault((initiatorSpi, remote));

    /// <summary>A usable SA of the vpn, the newest first.</summary>
    public IkeSa? FindUsable(string vpnName) =>
        _byOwnSpi.Values.Where(sa => sa.State.IsUsable && sa.Name == vpnName).MaxBy(sa => sa.UniqueId);

    /// <summary>An SA of the vpn that this side is setting up.</summary>
    public IkeSa? FindConnecting(string vpnName) =>
        _byOwnSpi.Values.FirstOrDefault(sa => sa.State is IkeSaState.Initiating or IkeSaState.Authenticating && sa.Name == vpnName);

    public IEnumerable<IkeSa> OfIdentities(Identity? local, Identity? remote) => _byOwnSpi.Values.Where(sa =>
        sa.State.IsUsable && sa.RemoteIdentity is not null && sa.RemoteIdentity.Equals(remote) && sa.LocalIdentity is not null && sa.LocalIdentity.Equals(local));

    public void Add(IkeSa sa) => _byOwnSpi[sa.OwnSpi] = sa;

    public void AddHalfOpen(IkeSa sa)
    {
        Add(sa);
        _halfOpen[(sa.InitiatorSpi, sa.FirstRemote)] = sa;
    }

    public void ForgetHalfOpen(IkeSa sa)
    {
        var key = (sa.InitiatorSpi, sa.FirstRemote);
        if (_halfOpen.TryGetValue(key, out var found) && ReferenceEquals(found, sa))
        {
            _halfOpen.Remove(key);
        }
    }

    public void Remove(IkeSa sa)
    {
        _byOwnSpi.Remove(sa.OwnSpi);
        ForgetHalfOpen(sa);
    }
}
