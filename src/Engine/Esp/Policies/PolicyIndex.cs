namespace MyIkev2.Engine.Esp;

/// <summary>
/// Many policies, told apart by one field: for each length of prefix that occurs, a trie from the prefix to the policies that have it. A search asks
/// each length once, and there are few, however many policies.
/// </summary>
internal sealed class PolicyIndex : PolicyNode
{
    private readonly SelectorField _field;
    private readonly Tier[] _tiers;

    private PolicyIndex(SelectorField field, Tier[] tiers)
    {
        _field = field;
        _tiers = tiers;
    }

    public override ulong Best => _tiers.Length > 0 ? _tiers[0].Policies.Best : PolicyOrder.Last;

    public static PolicyIndex Empty(SelectorField field) => new(field, []);

    public override void Search(ref PolicySearch search)
    {
        var bits = search.Field(_field);
        foreach (ref readonly var tier in _tiers.AsSpan())
        {
            if (search.IsBeyond(tier.Policies.Best))
            {
                return;
            }

            if (tier.Policies.Find(new TrieKey(bits & tier.Mask, default)) is PolicyBucket bucket)
            {
                bucket.Search(ref search);
            }
        }
    }

    public override PolicyNode With(in PolicySlot slot)
    {
        Span<SelectorPrefix> pieces = stackalloc SelectorPrefix[SelectorPrefix.MaximumPieces];
        var tiers = _tiers.ToList();
        foreach (ref readonly var piece in pieces[..SelectorFields.Split(_field, slot.Entry, pieces)])
        {
            var at = FindTier(tiers, piece.Length);
            var policies = at < 0 ? TrieBranch.Empty : tiers[at].Policies;
            var key = new TrieKey(piece.Bits, default);
            Put(tiers, at, new Tier(piece.Length, policies.With(PolicyBucket.With(policies.Find(key), key, slot, _field + 1))));
        }

        return Sorted(tiers);
    }

    public override PolicyNode? Without(in PolicySlot slot)
    {
        Span<SelectorPrefix> pieces = stackalloc SelectorPrefix[SelectorPrefix.MaximumPieces];
        var tiers = _tiers.ToList();
        foreach (ref readonly var piece in pieces[..SelectorFields.Split(_field, slot.Entry, pieces)])
        {
            var at = FindTier(tiers, piece.Length);
            var key = new TrieKey(piece.Bits, default);
            if (at >= 0 && tiers[at].Policies.Find(key) is PolicyBucket bucket)
            {
                var policies = bucket.Without(slot) is { } rest ? tiers[at].Policies.With(rest) : tiers[at].Policies.Without(key);
                Put(tiers, at, new Tier(piece.Length, policies));
            }
        }

        return tiers.Count == 0 ? null : Sorted(tiers);
    }

    private static int FindTier(List<Tier> tiers, int length) => tiers.FindIndex(tier => tier.Length == length);

    private static void Put(List<Tier> tiers, int at, Tier tier)
    {
        if (at < 0)
        {
            tiers.Add(tier);
        }
        else if (tier.Policies.IsEmpty)
        {
            tiers.RemoveAt(at);
        }
        else
        {
            tiers[at] = tier;
        }
    }

    /// <summary>The lengths with the first policies in order come first, so that a search ends early; longer ones before shorter ones.</summary>
    private PolicyIndex Sorted(List<Tier> tiers)
    {
        tiers.Sort((left, right) => left.Policies.Best != right.Policies.Best
            ? left.Policies.Best.CompareTo(right.Policies.Best)
            : right.Length.CompareTo(left.Length));
        return new PolicyIndex(_field, [.. tiers]);
    }

    private readonly struct Tier(int length, TrieBranch policies)
    {
        public int Length { get; } = length;

        public UInt128 Mask { get; } = SelectorPrefix.Mask(length);

        public TrieBranch Policies { get; } = policies;
    }
}
