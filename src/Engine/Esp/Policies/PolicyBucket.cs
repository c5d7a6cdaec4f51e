namespace MyIkev2.Engine.Esp;

/// <summary>The policies under one key of a trie: nearly always one, which then stands here without a set around it. Immutable.</summary>
internal sealed class PolicyBucket : TrieItem
{
    private readonly PolicySlot _only;
    private readonly PolicyNode? _policies;

    private PolicyBucket(in TrieKey key, in PolicySlot only)
        : base(key, only.Order) => _only = only;

    private PolicyBucket(in TrieKey key, PolicyNode policies)
        : base(key, policies.Best) => _policies = policies;

    public void Search(ref PolicySearch search)
    {
        if (_policies is null)
        {
            search.Offer(_only);
        }
        else if (!search.IsBeyond(Best))
        {
            _policies.Search(ref search);
        }
    }

    /// <summary>With one entry more.</summary>
    /// <param name="bucket">The bucket, or null: there is none of this key yet.</param>
    /// <param name="key">The key.</param>
    /// <param name="slot">The entry.</param>
    /// <param name="field">The field that tells the bucket's entries apart, should they be many.</param>
    public static PolicyBucket With(TrieItem? bucket, in TrieKey key, in PolicySlot slot, SelectorField field) => bucket is not PolicyBucket present
        ? new PolicyBucket(key, slot)
        : new PolicyBucket(key, (present._policies ?? PolicyNode.Single(present._only, field)).With(slot));

    /// <summary>Without an entry that is in it; null when it was the last.</summary>
    public PolicyBucket? Without(in PolicySlot slot) => _policies?.Without(slot) is not { } rest ? null
        : rest.IsSingle(out var only) ? new PolicyBucket(Key, only)
        : new PolicyBucket(Key, rest);
}
