using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ECP groups through EC_POINT arithmetic. Decoding a peer's point checks the coordinates' range and the curve equation; the cofactor is 1,
/// so that is the complete check of RFC 6989 section 2.3.
/// </summary>
internal sealed class LibcryptoEcp(Libcrypto library, EcpGroup group, int costMicroseconds) : IKeyExchange, IDisposable
{
    private readonly PerThread<CurveContext> _contexts = new(() => new CurveContext(library, group));

    public int PublicLength => group.PublicLength;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = PrivateValues.DrawBelow(random, group.Order);
        byte[] publicValue = new byte[group.PublicLength];
        CurveContext context = _contexts.Current;
        context.PublicValue(scalar, publicValue);
        GC.KeepAlive(context);
        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != group.PublicLength)
        {
            return null;
        }

        byte[] shared = new byte[group.FieldLength];
        CurveContext context = _contexts.Current;
        bool valid = context.SharedSecret(privateValue.Span, peerPublic, shared);
        GC.KeepAlive(context);
        if (valid)
        {
            return new KeyMaterial(shared);
        }

        library.Evp.ClearErrors();
        CryptographicOperations.ZeroMemory(shared);
        return null;
    }

    public void Dispose() => _contexts.Dispose();
}
