namespace MyIkev2.Engine.Crypto;

/// <summary>Any AEAD with a key kept beside it, for implementations that gain nothing from a prepared key.</summary>
internal sealed class BoundAead(IAead aead, ReadOnlySpan<byte> key) : IKeyedAead
{
    private readonly KeyMaterial _key = KeyMaterial.Copy(key);

    public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv) =>
        aead.Seal(_key.Span, iv, associatedData, text, icv);

    public bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv) =>
        aead.Open(_key.Span, iv, associatedData, text, icv);

    public void Dispose() => _key.Dispose();
}

/// <summary>Any cipher with a key kept beside it.</summary>
internal sealed class BoundCipher(ICipher cipher, ReadOnlySpan<byte> key) : IKeyedCipher
{
    private readonly KeyMaterial _key = KeyMaterial.Copy(key);

    public void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text) => cipher.Encrypt(_key.Span, iv, text);

    public void Decrypt(ReadOnlySpan<byte> iv, Span<byte> text) => cipher.Decrypt(_key.Span, iv, text);

    public void Dispose() => _key.Dispose();
}

/// <summary>Any message authentication code with a key kept beside it.</summary>
internal sealed class BoundIntegrity(IIntegrity integrity, ReadOnlySpan<byte> key) : IKeyedIntegrity
{
    private readonly KeyMaterial _key = KeyMaterial.Copy(key);

    public void Compute(ReadOnlySpan<byte> data, Span<byte> icv) => integrity.Compute(_key.Span, data, icv);

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> icv) => integrity.Verify(_key.Span, data, icv);

    public void Dispose() => _key.Dispose();
}
