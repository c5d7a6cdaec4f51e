using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The IKE SAs of a shard: by own SPI, by number, by vpn, by the pair of identities, and half-open ones by what their first message said. Every look-up that a
/// message or a start can cause takes constant time, however many SAs there are.
/// </summary>
internal sealed class IkeSaTable
{
    private readonly Dictionary<ulong, IkeSa> _byOwnSpi = [];
    private readonly Dictionary<uint, IkeSa> _byUniqueId = [];
    private readonly Dictionary<(ulong InitiatorSpi, IpEndpoint Remote), IkeSa> _halfOpen = [];
    private readonly Dictionary<string, HashSet<IkeSa>> _byVpn = [];
    private readonly Dictionary<(Identity Local, Identity Remote), HashSet<IkeSa>> _byIdentities = [];

    public int Count => _byOwnSpi.Count;

    public IEnumerable<IkeSa> All => _byOwnSpi.Values;

    public bool Contains(ulong ownSpi) => _byOwnSpi.ContainsKey(ownSpi);

    public IkeSa? Find(ulong ownSpi) => _byOwnSpi.GetValueOrDefault(ownSpi);

    public IkeSa? FindByUniqueId(uint uniqueId) => _byUniqueId.GetValueOrDefault(uniqueId);

    /// <summary>The half-open SA that an IKE_SA_INIT request made, for its repeats.</summary>
    public IkeSa? FindHalfOpen(ulong initiatorSpi, IpEndpoint remote) => _halfOpen.GetValueOrDefault((initiatorSpi, remote));

    /// <summary>A usable SA of the vpn.</summary>
    public IkeSa? FindUsable(string vpnName) => _byVpn.GetValueOrDefault(vpnName)?.FirstOrDefault(static sa => sa.State.IsUsable);

    /// <summary>An SA of the vpn that this side is setting up.</summary>
    public IkeSa? FindConnecting(string vpnName) =>
        _byVpn.GetValueOrDefault(vpnName)?.FirstOrDefault(static sa => sa.State is IkeSaState.Initiating or IkeSaState.Authenticating);

    /// <summary>The SAs of a vpn.</summary>
    public IEnumerable<IkeSa> OfVpn(string vpnName) => _byVpn.TryGetValue(vpnName, out var found) ? found : [];

    /// <summary>The usable SAs between two identities.</summary>
    public IEnumerable<IkeSa> OfIdentities(Identity? local, Identity? remote) =>
        local is not null && remote is not null && _byIdentities.TryGetValue((local, remote), out var found)
            ? found.Where(static sa => sa.State.IsUsable)
            : [];

    /// <summary>An SA of this side's making, or one made by rekeying.</summary>
    public void Add(IkeSa sa)
    {
        IndexNumbers(sa);
        IndexVpn(sa);
    }

    /// <summary>An SA that a peer asks for: its vpn is not certain yet.</summary>
    public void AddHalfOpen(IkeSa sa)
    {
        IndexNumbers(sa);
        _halfOpen[(sa.InitiatorSpi, sa.FirstRemote)] = sa;
    }

    /// <summary>The identities are authenticated, the vpn is certain.</summary>
    public void IndexEstablished(IkeSa sa)
    {
        IndexVpn(sa);
        if (sa is { LocalIdentity: { } local, RemoteIdentity: { } remote })
        {
            AddTo(_byIdentities, (local, remote), sa);
        }
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
        _byUniqueId.Remove(sa.UniqueId);
        ForgetHalfOpen(sa);
        RemoveFrom(_byVpn, sa.Name, sa);
        if (sa is { LocalIdentity: { } local, RemoteIdentity: { } remote })
        {
            RemoveFrom(_byIdentities, (local, remote), sa);
        }
    }

    private void IndexNumbers(IkeSa sa)
    {
        _byOwnSpi[sa.OwnSpi] = sa;
        _byUniqueId[sa.UniqueId] = sa;
    }

    private void IndexVpn(IkeSa sa) => AddTo(_byVpn, sa.Name, sa);

    private static void AddTo<TKey>(Dictionary<TKey, HashSet<IkeSa>> index, TKey key, IkeSa sa)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var list))
        {
            list.Add(sa);
        }
        else
        {
            index[key] = [sa];
        }
    }

    private static void RemoveFrom<TKey>(Dictionary<TKey, HashSet<IkeSa>> index, TKey key, IkeSa sa)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var list) && list.Remove(sa) && list.Count == 0)
        {
            index.Remove(key);
        }
    }
}
