using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// Between IKE_SA_INIT, in which both sides said USE_PPK, and the end of authentication: the keys of the SA with and without a post-quantum preshared key. Which
/// of the two sets is in force changes until both sides know that they have the same key (RFC 8784 section 3).
/// </summary>
internal sealed class PpkNegotiation(IkeSa sa) : IDisposable
{
    private IkeKeys? _without;
    private IkeKeys? _with;

    /// <summary>The key that was mixed; null while there is none.</summary>
    public PostQuantumKey? Key { get; private set; }

    /// <summary>The keys in force have the key in them.</summary>
    public bool IsUsed => _with is not null && ReferenceEquals(sa.Keys, _with);

    /// <summary>Makes the second set of keys and puts it in force.</summary>
    public void Mix(PostQuantumKey key)
    {
        if (Key is not null)
        {
            throw new InvalidOperationException("a PPK is mixed into the keys of an SA once");
        }

        Key = key;
        _without = sa.Keys!;
        _with = PpkKeySchedule.Mix(sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!, _without, key.Secret.AsSpan());
        Use(true);
    }

    /// <summary>Puts the set with or without the key in force.</summary>
    public void Use(bool withKey) => sa.SwitchKeys(withKey ? _with! : _without!);

    /// <summary>Clears the set that is not in force; the other belongs to the SA.</summary>
    public void Dispose()
    {
        if ((IsUsed ? _without : _with) is { } other)
        {
            other.SkD.Dispose();
            other.SkPi.Dispose();
            other.SkPr.Dispose();
        }

        (_without, _with) = (null, null);
    }
}
