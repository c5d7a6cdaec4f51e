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
    private readonly IkeSaIndex<string> _byVpn = new();
    private readonly IkeSaIndex<(Identity Local, Identity Remote)> _byIdentities = new();

    public int Count => _byOwnSpi.Count;

    /// <summary>SAs that there is room for before the table has to grow.</summary>
    public int Capacity => Math.Min(_byOwnSpi.Capacity, _byUniqueId.Capacity);

    public IEnumerable<IkeSa> All => _byOwnSpi.Values;

    /// <summary>Makes room for this many at once, so that no later one waits while the table grows. Room that is there stays.</summary>
    public void Reserve(int count)
    {
        _byOwnSpi.EnsureCapacity(count);
        _byUniqueId.EnsureCapacity(count);
    }

    public bool Contains(ulong ownSpi) => _byOwnSpi.ContainsKey(ownSpi);

    public IkeSa? Find(ulong ownSpi) => _byOwnSpi.GetValueOrDefault(ownSpi);

    public IkeSa? FindByUniqueId(uint uniqueId) => _byUniqueId.GetValueOrDefault(uniqueId);

    /// <summary>The half-open SA that an IKE_SA_INIT request made, for its repeats.</summary>
    public IkeSa? FindHalfOpen(ulong initiatorSpi, IpEndpoint remote) => _halfOpen.GetValueOrDefault((initiatorSpi, remote));

    /// <summary>A usable SA of the vpn.</summary>
    public IkeSa? FindUsable(string vpnName) => _byVpn.Of(vpnName).FirstOrDefault(static sa => sa.State.IsUsable);

    /// <summary>An SA of the vpn that this side is setting up.</summary>
    public IkeSa? FindConnecting(string vpnName) =>
        _byVpn.Of(vpnName).FirstOrDefault(static sa => sa.State is IkeSaState.Initiating or IkeSaState.Authenticating);

    /// <summary>The SAs of a vpn.</summary>
    public IEnumerable<IkeSa> OfVpn(string vpnName) => _byVpn.Of(vpnName);

    /// <summary>The usable SAs between two identities.</summary>
    public IEnumerable<IkeSa> OfIdentities(Identity? local, Identity? remote) =>
        local is not null && remote is not null ? _byIdentities.Of((local, remote)).Where(static sa => sa.State.IsUsable) : [];

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
            _byIdentities.Add((local, remote), sa);
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
        _byVpn.Remove(sa.Name, sa);
        if (sa is { LocalIdentity: { } local, RemoteIdentity: { } remote })
        {
            _byIdentities.Remove((local, remote), sa);
        }
    }

    private void IndexNumbers(IkeSa sa)
    {
        _byOwnSpi[sa.OwnSpi] = sa;
        _byUniqueId[sa.UniqueId] = sa;
    }

    private void IndexVpn(IkeSa sa) => _byVpn.Add(sa.Name, sa);
}
