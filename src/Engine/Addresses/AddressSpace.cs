using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Addresses;

/// <summary>
/// The addresses of one family of one pool: which are in use, and whose the others were. An identity gets its last address again. Addresses that
/// nobody ever had are used up first, then those that were given back longest ago. Memory follows the most that were in use at once, and up to
/// <see cref="MaximumKept"/> beyond. Every step takes the same time however many addresses there are.
/// </summary>
/// <param name="maximumKept">Free addresses that are kept for their last holders, at least 1; a pool as large as IPv6's would remember for ever.</param>
internal sealed class AddressSpace(int maximumKept = AddressSpace.MaximumKept)
{
    public const int MaximumKept = 262_144;

    private readonly Dictionary<IpAddress, LeasedAddress> _leases = [];
    private readonly Dictionary<Identity, IdentityChain> _chains = [];
    private readonly LinkedList<LeasedAddress> _kept = new();
    private IReadOnlyList<AddressRange> _ranges = [];
    private int _range;
    private ulong _distance;

    /// <summary>Addresses that it can hand out; <see cref="ulong.MaxValue"/> for that many and more.</summary>
    public ulong Size { get; private set; }

    public int InUse => _leases.Count - _kept.Count;

    public int Kept => _kept.Count;

    /// <summary>
    /// Goes by other ranges from now on. Addresses in use outside of them stay with their holders, and are forgotten when they come back.
    /// </summary>
    /// <param name="ranges">What it is to hand out.</param>
    /// <param name="forgotten">Gets what is forgotten at once.</param>
    public void Load(IReadOnlyList<AddressRange> ranges, ICollection<LeasedAddress> forgotten)
    {
        if (_ranges.SequenceEqual(ranges))
        {
            return;
        }

        _ranges = ranges;
        (_range, _distance) = (0, 0);
        Size = 0;
        foreach (var range in ranges)
        {
            Size = Size > ulong.MaxValue - range.Size ? ulong.MaxValue : Size + range.Size;
        }

        foreach (var lease in _kept.Where(lease => !Contains(lease.Address)).ToList())
        {
            Forget(lease);
            forgotten.Add(lease);
        }
    }

    /// <summary>An address that is free and was the identity's: the wanted one, else, unless one is wanted, the one that it had last. Null for none.</summary>
    public LeasedAddress? FindKept(Identity identity, IpAddress wanted)
    {
        if (!wanted.IsUnspecified)
        {
            return _leases.GetValueOrDefault(wanted) is { IsInUse: false } lease && lease.Identity.Equals(identity) ? lease : null;
        }

        return _chains.GetValueOrDefault(identity)?.First is { IsInUse: false } last ? last : null;
    }

    /// <summary>The address, when it is in use. Null otherwise.</summary>
    public LeasedAddress? FindInUse(IpAddress address) => _leases.GetValueOrDefault(address) is { IsInUse: true } lease ? lease : null;

    /// <summary>The address in use that the identity took last and that is not among <paramref name="except"/>. Null for none.</summary>
    public LeasedAddress? FindInUse(Identity identity, ICollection<LeasedAddress> except)
    {
        var lease = _chains.GetValueOrDefault(identity)?.Last;
        while (lease is { IsInUse: true } && except.Contains(lease))
        {
            lease = lease.Previous;
        }

        return lease is { IsInUse: true } ? lease : null;
    }

    /// <summary>Takes the wanted address into use, when nobody ever had it. Null otherwise.</summary>
    public LeasedAddress? TakeWanted(IpAddress wanted, Identity identity) =>
        !wanted.IsUnspecified && Contains(wanted) && !_leases.ContainsKey(wanted) ? Add(wanted, identity) : null;

    /// <summary>Takes any address that is free into use. Null when there is none.</summary>
    public LeasedAddress? TakeAny(Identity identity)
    {
        if (_kept.Count < maximumKept && TakeFresh(identity) is { } fresh)
        {
            return fresh;
        }

        if (_kept.First is not { Value: var oldest })
        {
            return null;
        }

        Use(oldest, identity);
        return oldest;
    }

    /// <summary>Takes a kept address into use.</summary>
    public void Use(LeasedAddress lease, Identity identity)
    {
        Leave(lease);
        lease.ReleasedAt = null;
        lease.Identity = identity;
        Enter(lease);
    }

    /// <summary>The address is free again. False when it is not one of ours any more, and is forgotten.</summary>
    public bool Release(LeasedAddress lease, EngineInstant now)
    {
        LeaveChain(lease);
        lease.ReleasedAt = now;
        Enter(lease);
        if (Contains(lease.Address))
        {
            return true;
        }

        Forget(lease);
        return false;
    }

    private bool Contains(IpAddress address)
    {
        foreach (var range in _ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next address that nobody ever had. The search goes on where it stopped: each address is looked at once.</summary>
    private LeasedAddress? TakeFresh(Identity identity)
    {
        for (; _range < _ranges.Count; _range++, _distance = 0)
        {
            var range = _ranges[_range];
            while (_distance < range.Size)
            {
                var address = range.At(_distance++);
                if (!_leases.ContainsKey(address))
                {
                    return Add(address, identity);
                }
            }
        }

        return null;
    }

    private LeasedAddress Add(IpAddress address, Identity identity)
    {
        var lease = new LeasedAddress(address) { Identity = identity };
        _leases.Add(address, lease);
        Enter(lease);
        return lease;
    }

    private void Enter(LeasedAddress lease)
    {
        if (!lease.IsInUse)
        {
            lease.Place = _kept.AddLast(lease);
        }

        if (!_chains.TryGetValue(lease.Identity, out var chain))
        {
            _chains[lease.Identity] = chain = new IdentityChain();
        }

        chain.Add(lease);
    }

    private void Leave(LeasedAddress lease)
    {
        if (lease.Place is { } place)
        {
            _kept.Remove(place);
            lease.Place = null;
        }

        LeaveChain(lease);
    }

    private void LeaveChain(LeasedAddress lease)
    {
        var chain = _chains[lease.Identity];
        chain.Remove(lease);
        if (chain.IsEmpty)
        {
            _chains.Remove(lease.Identity);
        }
    }

    private void Forget(LeasedAddress lease)
    {
        Leave(lease);
        _leases.Remove(lease.Address);
    }
}
