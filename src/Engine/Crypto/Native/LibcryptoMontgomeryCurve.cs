using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>X25519 and X448 (RFC 7748, RFC 8031) through EVP raw keys. The private value is the octets before clamping.</summary>
internal sealed unsafe class LibcryptoMontgomeryCurve(EvpFunctions evp, int opensslId, int length, int costMicroseconds) : IKeyExchange
{
    /// <summary>NIDs of the two curves in libcrypto.</summary>
    public const int X25519 = 1034;
    public const int X448 = 1035;

    public int PublicLength => length;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = new byte[length];
        random.Fill(scalar);
        byte[] publicValue = new byte[length];
        nuint written = (nuint)length;
        fixed (byte* scalarPointer = scalar, publicPointer = publicValue)
        {
            nint key = evp.KeyFromPrivate(opensslId, 0, scalarPointer, (nuint)length);
            bool done = key != 0 && evp.KeyGetPublic(key, publicPointer, &written) == 1;
            evp.KeyFree(key);
            evp.Require(done, "EVP_PKEY_get_raw_public_key");
        }

        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != length || privateValue.Length != length)
        {
            return null;
        }

        byte[] shared = new byte[length];
        bool valid;
        fixed (byte* scalarPointer = privateValue.Span, peerPointer = peerPublic, sharedPointer = shared)
        {
            valid = Derive(scalarPointer, peerPointer, sharedPointer);
        }

        if (valid && shared.AsSpan().ContainsAnyExcept((byte)0))
        {
            return new KeyMaterial(shared);
        }

        evp.ClearErrors();
        CryptographicOperations.ZeroMemory(shared);
        return null;
    }

    /// <summary>False for a point of small order, which the library refuses itself.</summary>
    private bool Derive(byte* scalar, byte* peer, byte* shared)
    {
        nuint written = (nuint)length;
        nint own = evp.KeyFromPrivate(opensslId, 0, scalar, (nuint)length);
        nint other = evp.KeyFromPublic(opensslId, 0, peer, (nuint)length);
        nint context = own == 0 ? 0 : evp.KeyContextNew(own, 0);
        bool ready = other != 0 && context != 0 && evp.DeriveInit(context) == 1 && evp.DeriveSetPeer(context, other) == 1;
        bool derived = ready && evp.Derive(context, shared, &written) == 1 && written == (nuint)length;
        evp.KeyContextFree(context);
        evp.KeyFree(other);
        evp.KeyFree(own);
        return derived;
    }
}
