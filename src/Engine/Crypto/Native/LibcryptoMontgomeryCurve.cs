using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>X25519 and X448 (RFC 7748, RFC 8031) through EVP raw keys. The private value is the octets before clamping.</summary>
internal sealed unsafe class LibcryptoMontgomeryCurve : IKeyExchange, IDisposable
{
    private readonly EvpFunctions _evp;
    private readonly int _opensslId;
    private readonly int _length;
    private readonly PerThread<MontgomeryImport> _imports;

    private LibcryptoMontgomeryCurve(EvpFunctions evp, string name, int opensslId, int length, int costMicroseconds)
    {
        _evp = evp;
        _opensslId = opensslId;
        _length = length;
        CostMicroseconds = costMicroseconds;
        _imports = new PerThread<MontgomeryImport>(() => new MontgomeryImport(evp, name));
    }

    /// <summary>The numbers are the NIDs of the curves in libcrypto.</summary>
    public static LibcryptoMontgomeryCurve Curve25519(EvpFunctions evp) => new(evp, "X25519", 1034, 32, 44);

    public static LibcryptoMontgomeryCurve Curve448(EvpFunctions evp) => new(evp, "X448", 1035, 56, 265);

    public int PublicLength => _length;

    public int CostMicroseconds { get; }

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = new byte[_length];
        random.Fill(scalar);
        byte[] publicValue = new byte[_length];
        nuint written = (nuint)_length;
        fixed (byte* scalarPointer = scalar, publicPointer = publicValue)
        {
            nint key = _evp.KeyFromPrivate(_opensslId, 0, scalarPointer, (nuint)_length);
            bool done = key != 0 && _evp.KeyGetPublic(key, publicPointer, &written) == 1;
            _evp.KeyFree(key);
            _evp.Require(done, "EVP_PKEY_get_raw_public_key");
        }

        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != _length || privateValue.Length != _length)
        {
            return null;
        }

        byte[] shared = new byte[_length];
        bool valid;
        fixed (byte* scalarPointer = privateValue.Span, peerPointer = peerPublic, sharedPointer = shared)
        {
            valid = Derive(scalarPointer, peerPointer, sharedPointer);
        }

        if (valid && shared.AsSpan().ContainsAnyExcept((byte)0))
        {
            return new KeyMaterial(shared);
        }

        _evp.ClearErrors();
        CryptographicOperations.ZeroMemory(shared);
        return null;
    }

    public void Dispose() => _imports.Dispose();

    /// <summary>False for a point of small order, which the library refuses itself.</summary>
    private bool Derive(byte* scalar, byte* peer, byte* shared)
    {
        nuint written = (nuint)_length;
        MontgomeryImport imports = _imports.Current;
        nint own = imports.Import(scalar, _length);
        nint other = _evp.KeyFromPublic(_opensslId, 0, peer, (nuint)_length);
        nint context = own == 0 ? 0 : _evp.KeyContextNew(own, 0);
        bool ready = other != 0 && context != 0 && _evp.DeriveInit(context) == 1 && _evp.DeriveSetPeer(context, other) == 1;
        bool derived = ready && _evp.Derive(context, shared, &written) == 1 && written == (nuint)_length;
        _evp.KeyContextFree(context);
        _evp.KeyFree(other);
        _evp.KeyFree(own);
        GC.KeepAlive(imports);
        return derived;
    }
}
