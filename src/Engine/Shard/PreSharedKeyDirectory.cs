using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds preshared keys: what says most about the peer first, then configuration order.</summary>
internal sealed class PreSharedKeyDirectory
{
    private readonly IdentityIndex<(PreSharedKey Key, IdentityPattern Pattern)> _index = new();
    private readonly PreSharedKey? _forEverybody;

    public PreSharedKeyDirectory(IReadOnlyList<PreSharedKey> keys)
    {
        foreach (var key in keys)
        {
            if (key.Identities.Count == 0)
            {
                _forEverybody ??= key;
            }

            foreach (var pattern in key.Identities)
            {
                _index.Add(pattern, (key, pattern));
            }
        }
    }

    /// <summary>The key whose identities say most about the peer; a key without identities is for everybody.</summary>
    public PreSharedKey? Find(Identity local, Identity remote)
    {
        PreSharedKey? best = null;
        var most = -1;
        foreach (var (key, pattern) in _index.Candidates(remote))
        {
            if (pattern.Specificity > most && pattern.Matches(remote))
            {
                (best, most) = (key, pattern.Specificity);
            }
        }

        if (best is not null)
        {
            return best;
        }

        // A match of our own identity is good enough only where no key names the peer.
        foreach (var (key, pattern) in _index.Candidates(local))
        {
            if (pattern.Matches(local))
            {
                return key;
            }
        }

        return _forEverybody;
    }
}
