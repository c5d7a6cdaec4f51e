namespace MyIkev2.Engine.Crypto;

/// <summary>What a prepared AES-GCM key is used for. Implemented by empty structs: the compiler makes code of its own for each.</summary>
internal interface IAesGcmUse
{
    static abstract void Seal(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv);

    static abstract bool Open(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv);
}

/// <summary>AES-GCM: the text is encrypted.</summary>
internal readonly struct AesGcmUse : IAesGcmUse
{
    public static void Seal(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv) =>
        AesGcmMessage.Seal(key, salt, iv, associatedData, text, icv);

    public static bool Open(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv) =>
        AesGcmMessage.Open(key, salt, iv, associatedData, text, icv);
}

/// <summary>ENCR_NULL_AUTH_AES_GMAC (RFC 4543 section 3): the ICV covers the associated data, the IV and the text, which stays as it is.</summary>
internal readonly struct AesGmacUse : IAesGcmUse
{
    public static void Seal(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv) =>
        BlockTag.Cut(AesGcmMessage.Authenticate(key, salt, iv, associatedData, text), icv);

    public static bool Open(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv) =>
        BlockTag.Matches(AesGcmMessage.Authenticate(key, salt, iv, associatedData, text), icv);
}
