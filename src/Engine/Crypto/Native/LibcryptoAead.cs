namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-GCM (RFC 4106, RFC 5282), AES-CCM (RFC 4309) and ChaCha20-Poly1305 (RFC 7634) through EVP. The nonce is salt | IV for all three;
/// they differ in the salt's length and in the order in which CCM wants to be told things.
/// </summary>
internal sealed class LibcryptoAead : IAead, IDisposable
{
    private readonly EvpFunctions _evp;
    private readonly AeadShape _shape;
    private readonly PerThread<CipherContext> _sealing;
    private readonly PerThread<CipherContext> _opening;

    public LibcryptoAead(EvpFunctions evp, nint cipher, AeadShape shape)
    {
        _evp = evp;
        _shape = shape;
        _sealing = new PerThread<CipherContext>(() => Prepare(cipher, encrypts: true));
        _opening = new PerThread<CipherContext>(() => Prepare(cipher, encrypts: false));
    }

    public int KeyLength => _shape.KeyLength;

    public int SaltLength => _shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => _shape.IcvLength;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        _shape.Check(key, iv, icv);
        Seal(null, key, iv, associatedData, text, icv);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        _shape.Check(key, iv, icv);
        return Open(null, key, iv, associatedData, text, icv);
    }

    public IKeyedAead Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        return new Keyed(this, key);
    }

    public void Dispose()
    {
        _sealing.Dispose();
        _opening.Dispose();
    }

    private CipherContext Prepare(nint cipher, bool encrypts)
    {
        CipherContext context = new(_evp, cipher, encrypts);
        context.SetIvLength(_shape.NonceLength);
        if (_shape.IsCcm)
        {
            context.SetIcvLength(_shape.IcvLength);
        }

        return context;
    }

    /// <param name="keyOwner">Who holds the key while it stays; null for a key of this message alone.</param>
    private CipherContext Start(PerThread<CipherContext> contexts, object? keyOwner, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = _shape.FillNonce(nonce, key, iv);
        CipherContext context = contexts.Current;
        if (keyOwner is null)
        {
            context.Start(_shape.CipherKey(key), nonce);
        }
        else
        {
            context.Start(keyOwner, _shape.CipherKey(key), nonce);
        }

        return context;
    }

    private void Seal(
        object? keyOwner, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        CipherContext context = Start(_sealing, keyOwner, key, iv);
        if (_shape.IsCcm)
        {
            context.AnnounceLength(text.Length);
        }

        context.AddAssociatedData(associatedData);
        if (_shape.IsCcm || !text.IsEmpty)
        {
            _evp.Require(context.Transform(text), "AEAD encryption");
        }

        _evp.Require(_shape.IsCcm || context.Finish(), "AEAD encryption");
        context.GetIcv(icv);
        GC.KeepAlive(context);
    }

    private bool Open(
        object? keyOwner, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        CipherContext context = Start(_opening, keyOwner, key, iv);
        context.SetIcv(icv);
        if (_shape.IsCcm)
        {
            context.AnnounceLength(text.Length);
        }

        context.AddAssociatedData(associatedData);
        bool valid = (!_shape.IsCcm && text.IsEmpty) || context.Transform(text);
        valid = valid && (_shape.IsCcm || context.Finish());
        GC.KeepAlive(context);
        if (!valid)
        {
            _evp.ClearErrors();
        }

        return valid;
    }

    /// <summary>One direction's key. It has no native object: the thread's context takes the key when another one was used before.</summary>
    private sealed class Keyed(LibcryptoAead aead, ReadOnlySpan<byte> key) : IKeyedAead
    {
        private readonly KeyMaterial _key = KeyMaterial.Copy(key);

        public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
        {
            aead._shape.Check(_key.Span, iv, icv);
            aead.Seal(this, _key.Span, iv, associatedData, text, icv);
        }

        public bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
        {
            aead._shape.Check(_key.Span, iv, icv);
            return aead.Open(this, _key.Span, iv, associatedData, text, icv);
        }

        public void Dispose() => _key.Dispose();
    }
}
