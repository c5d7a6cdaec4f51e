using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The outbound security policies in their order (RFC 4301 section 4.4.1), found in about the same time however many there are. Immutable: a change
/// gives another table that shares nearly all of this one, so that other threads read a published one without locks. A look-up allocates nothing.
/// <para>
/// Policies whose prefixes reach the thresholds are found by one hash over local and remote address; the others by remote prefix, then local prefix, then
/// protocol and ports.
/// </para>
/// </summary>
internal sealed class PolicyTable
{
    private readonly TrieBranch _byKey;
    private readonly Family _ipv4;
    private readonly Family _ipv6;
    private readonly ulong _nextSequence;

    private PolicyTable(SelectorHashThresholds thresholds, int count, ulong nextSequence, TrieBranch byKey, Family ipv4, Family ipv6)
    {
        Thresholds = thresholds;
        Count = count;
        _nextSequence = nextSequence;
        _byKey = byKey;
        _ipv4 = ipv4;
        _ipv6 = ipv6;
    }

    public SelectorHashThresholds Thresholds { get; }

    public int Count { get; }

    /// <summary>In order of insertion.</summary>
    public IEnumerable<PolicyEntry> Entries =>
        _byKey.Items().SelectMany(item => ((KeyedSlots)item).Slots).OrderBy(slot => slot.Sequence).Select(slot => slot.Entry);

    /// <summary>In the order of a search, made anew at each call.</summary>
    public IEnumerable<PolicyEntry> InSearchOrder => _byKey.Items().SelectMany(item => ((KeyedSlots)item).Slots).Order().Select(slot => slot.Entry);

    public static PolicyTable Empty(SelectorHashThresholds thresholds) =>
        new(thresholds, 0, 0, TrieBranch.Empty, Family.Empty(thresholds, ipv6: false), Family.Empty(thresholds, ipv6: true));

    /// <summary>With the entry; one of the same key is replaced and its place in the order of insertion kept.</summary>
    public PolicyTable With(PolicyEntry entry)
    {
        var key = entry.Key;
        var digest = key.Digest();
        var sharing = _byKey.Find(digest) as KeyedSlots;
        if (sharing?.Find(key) is { } present)
        {
            if (ReferenceEquals(present.Entry, entry))
            {
                return this;
            }

            return Without(present.Entry).Insert(new PolicySlot(entry, present.Sequence), digest, _nextSequence);
        }

        return Insert(new PolicySlot(entry, _nextSequence), digest, _nextSequence + 1);
    }

    /// <summary>Without the entry; the same table when it, this very object, is not there.</summary>
    public PolicyTable Without(PolicyEntry entry)
    {
        var key = entry.Key;
        var digest = key.Digest();
        if (_byKey.Find(digest) is not KeyedSlots sharing || sharing.Find(key) is not { } slot || !ReferenceEquals(slot.Entry, entry))
        {
            return this;
        }

        var byKey = sharing.Without(slot) is { } rest ? _byKey.With(rest) : _byKey.Without(digest);
        return entry.Remote.IsIpv6
            ? new PolicyTable(Thresholds, Count - 1, _nextSequence, byKey, _ipv4, _ipv6.Without(slot))
            : new PolicyTable(Thresholds, Count - 1, _nextSequence, byKey, _ipv4.Without(slot), _ipv6);
    }

    /// <summary>The entry of this key, or null.</summary>
    public PolicyEntry? TryFind(in PolicyKey key) => (_byKey.Find(key.Digest()) as KeyedSlots)?.Find(key)?.Entry;

    /// <summary>
    /// The first entry in order that an outbound packet matches, or null. When that is a trap, an entry of the same policy with an SA for the packet comes
    /// before it, whatever their order.
    /// </summary>
    public PolicyEntry? Find(in InnerPacket outbound)
    {
        ref readonly var family = ref outbound.IsIpv6 ? ref _ipv6 : ref _ipv4;
        var search = new PolicySearch(outbound);
        family.Search(ref search, outbound);
        if (search.Found is not { IsTrap: true } trap)
        {
            return search.Found;
        }

        var again = new PolicySearch(outbound, trap);
        family.Search(ref again, outbound);
        return again.Found ?? trap;
    }

    private PolicyTable Insert(in PolicySlot slot, in TrieKey digest, ulong nextSequence)
    {
        var byKey = _byKey.With(_byKey.Find(digest) is KeyedSlots sharing ? sharing.With(slot) : new KeyedSlots(digest, [slot]));
        return slot.Entry.Remote.IsIpv6
            ? new PolicyTable(Thresholds, Count + 1, nextSequence, byKey, _ipv4, _ipv6.With(slot))
            : new PolicyTable(Thresholds, Count + 1, nextSequence, byKey, _ipv4.With(slot), _ipv6);
    }

    /// <summary>The entries whose keys share a digest: nearly always one.</summary>
    private sealed class KeyedSlots(TrieKey digest, PolicySlot[] slots) : TrieItem(digest, PolicyOrder.Last)
    {
        public IReadOnlyList<PolicySlot> Slots => slots;

        public PolicySlot? Find(in PolicyKey key)
        {
            foreach (var slot in slots)
            {
                if (slot.Entry.Key == key)
                {
                    return slot;
                }
            }

            return null;
        }

        public KeyedSlots With(PolicySlot slot) => new(Key, [.. slots, slot]);

        public KeyedSlots? Without(PolicySlot slot) => slots.Length == 1 ? null : new(Key, [.. slots.Where(other => other != slot)]);
    }

    /// <summary>The policies of one address family: those found by hash, and the others.</summary>
    private readonly struct Family
    {
        private readonly SelectorHashThresholds _thresholds;
        private readonly UInt128 _localMask;
        private readonly UInt128 _remoteMask;
        private readonly TrieBranch _hashed;
        private readonly PolicyNode? _others;

        private Family(in Family before, TrieBranch hashed, PolicyNode? others)
        {
            this = before;
            _hashed = hashed;
            _others = others;
        }

        private Family(SelectorHashThresholds thresholds, bool ipv6)
        {
            _thresholds = thresholds;
            _localMask = SelectorPrefix.Mask(thresholds.Local(ipv6));
            _remoteMask = SelectorPrefix.Mask(thresholds.Remote(ipv6));
            _hashed = TrieBranch.Empty;
        }

        public static Family Empty(SelectorHashThresholds thresholds, bool ipv6) => new(thresholds, ipv6);

        public void Search(ref PolicySearch search, in InnerPacket packet)
        {
            if (!_hashed.IsEmpty && _hashed.Find(HashKey(packet.Source, packet.Destination)) is PolicyBucket bucket)
            {
                bucket.Search(ref search);
            }

            if (_others is { } others && !search.IsBeyond(others.Best))
            {
                others.Search(ref search);
            }
        }

        public Family With(in PolicySlot slot)
        {
            if (!IsHashed(slot.Entry))
            {
                return new Family(this, _hashed, _others?.With(slot) ?? PolicyNode.Single(slot, SelectorField.RemoteAddress));
            }

            var key = HashKey(slot.Entry.Local.Start, slot.Entry.Remote.Start);
            return new Family(this, _hashed.With(PolicyBucket.With(_hashed.Find(key), key, slot, SelectorField.RemoteAddress)), _others);
        }

        public Family Without(in PolicySlot slot)
        {
            if (!IsHashed(slot.Entry))
            {
                return new Family(this, _hashed, _others?.Without(slot));
            }

            var key = HashKey(slot.Entry.Local.Start, slot.Entry.Remote.Start);
            var rest = (_hashed.Find(key) as PolicyBucket)?.Without(slot);
            return new Family(this, rest is null ? _hashed.Without(key) : _hashed.With(rest), _others);
        }

        private bool IsHashed(PolicyEntry entry) =>
            IpPrefix.FromRange(entry.Local.Start, entry.Local.End) is { } local
            && IpPrefix.FromRange(entry.Remote.Start, entry.Remote.End) is { } remote
            && _thresholds.IsHashed(local, remote, PolicyDirection.Out);

        private TrieKey HashKey(in IpAddress local, in IpAddress remote) =>
            new(SelectorFields.Address(local) & _localMask, SelectorFields.Address(remote) & _remoteMask);
    }
}
