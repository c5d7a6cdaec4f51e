namespace MyIkev2.Engine.Crypto;

/// <summary>
/// MODP groups through constant-time Montgomery exponentiation with short exponents. The library's own DH objects would validate the peer's value
/// with a full-length exponentiation, which the safe-prime groups do not need (RFC 6989 section 2.1).
/// </summary>
internal sealed class LibcryptoModp(Libcrypto library, ModpGroup group, int costMicroseconds) : IKeyExchange, IDisposable
{
    private readonly PerThread<ModpContext> _contexts = new(() => new ModpContext(library, group));

    public int PublicLength => group.Length;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] exponent = group.DrawPrivate(random);
        byte[] publicValue = new byte[group.Length];
        ModpContext context = _contexts.Current;
        context.Power(group.Generator, exponent, publicValue);
        GC.KeepAlive(context);
        return new KeyExchangeKeyPair(new KeyMaterial(exponent), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (!group.IsInRange(peerPublic))
        {
            return null;
        }

        ModpContext context = _contexts.Current;
        byte[]? shared = null;
        if (!group.HasSmallSubgroups || context.IsInSubgroup(peerPublic))
        {
            shared = new byte[group.Length];
            context.Power(peerPublic, privateValue.Span, shared);
        }

        GC.KeepAlive(context);
        return shared is null ? null : new KeyMaterial(shared);
    }

    public void Dispose() => _contexts.Dispose();
}
