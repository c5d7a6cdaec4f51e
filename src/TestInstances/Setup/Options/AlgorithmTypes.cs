using System.Globalization;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>TABLE: the algorithms by the names of the setup file.</summary>
internal static class AlgorithmTypes
{
    private static readonly (string Word, EncryptionId Id, int[] KeyBits)[] Ciphers =
    [
        ("3des", EncryptionId.TripleDes, []),
        ("aes-cbc", EncryptionId.AesCbc, [128, 192, 256]),
        ("aes-gcm-16", EncryptionId.AesGcm16, [128, 192, 256]),
        ("aes-gcm-12", EncryptionId.AesGcm12, [128, 192, 256]),
        ("chacha20-poly1305", EncryptionId.ChaCha20Poly1305, []),
        ("null", EncryptionId.Null, []),
    ];

    private static readonly (string Word, IntegrityId Value)[] IntegrityWords =
    [
        ("md5-96", IntegrityId.HmacMd5_96),
        ("sha1-96", IntegrityId.HmacSha1_96),
        ("sha256", IntegrityId.HmacSha256_128),
        ("sha384", IntegrityId.HmacSha384_192),
        ("sha512", IntegrityId.HmacSha512_256),
    ];

    private static readonly (string Word, PseudorandomFunctionId Value)[] PrfWords =
    [
        ("md5", PseudorandomFunctionId.HmacMd5),
        ("sha1", PseudorandomFunctionId.HmacSha1),
        ("sha256", PseudorandomFunctionId.HmacSha256),
        ("sha384", PseudorandomFunctionId.HmacSha384),
        ("sha512", PseudorandomFunctionId.HmacSha512),
    ];

    private static readonly (string Word, KeyExchangeId Value)[] GroupNumbers =
    [
        .. new[]
        {
            KeyExchangeId.Modp768, KeyExchangeId.Modp1024, KeyExchangeId.Modp1536, KeyExchangeId.Modp2048, KeyExchangeId.Modp3072, KeyExchangeId.Modp4096,
            KeyExchangeId.Modp6144, KeyExchangeId.Modp8192, KeyExchangeId.Ecp256, KeyExchangeId.Ecp384, KeyExchangeId.Ecp521, KeyExchangeId.Curve25519,
        }
        .Select(static group => (((ushort)group).ToString(CultureInfo.InvariantCulture), group)),
    ];

    /// <summary>Ciphers of IKE: those that hide.</summary>
    public static SetupType<EncryptionChoice> IkeEncryption { get; } = Encryption(withNull: false);

    public static SetupType<EncryptionChoice> ChildEncryption { get; } = Encryption(withNull: true);

    public static SetupType<IntegrityId> Integrity { get; } = Words(IntegrityWords);

    public static SetupType<PseudorandomFunctionId> Prf { get; } = Words(PrfWords);

    /// <summary>Diffie-Hellman groups by their IANA numbers.</summary>
    public static SetupType<KeyExchangeId> Group { get; } = Words(GroupNumbers);

    private static SetupType<T> Words<T>((string Word, T Value)[] words) => new(
        (string text, out T value) => SetupTypes.ParseWord(text, words, out value),
        value => words.First(row => EqualityComparer<T>.Default.Equals(row.Value, value)).Word,
        string.Join(", ", words.Select(static row => row.Word)));

    private static SetupType<EncryptionChoice> Encryption(bool withNull)
    {
        var allowed = Ciphers.Where(row => withNull || row.Id != EncryptionId.Null).ToArray();
        return new SetupType<EncryptionChoice>(
            (string text, out EncryptionChoice value) => ParseCipher(text, allowed, out value),
            FormatCipher,
            string.Join(", ", allowed.Select(static row => row.KeyBits.Length == 0 ? row.Word : row.Word + ":n")),
            HasNullWord: withNull);
    }

    private static string? ParseCipher(string text, (string Word, EncryptionId Id, int[] KeyBits)[] allowed, out EncryptionChoice value)
    {
        value = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var word = colon < 0 ? text : text[..colon];
        if (SetupTypes.ParseWord(word, [.. allowed.Select(static row => (row.Word, row))], out var cipher) is { } complaint)
        {
            return complaint;
        }

        var bits = 0;
        if (colon >= 0 && (SetupTypes.ParseNumber(text[(colon + 1)..], 0, int.MaxValue, out bits) is not null || !cipher.KeyBits.Contains(bits)))
        {
            return cipher.KeyBits.Length == 0
                ? $"is '{Printable.Of(text)}', but {word} has no length of key to choose"
                : $"is '{Printable.Of(text)}', keys of {word} have {string.Join(", ", cipher.KeyBits)} bits";
        }

        if (colon < 0 && cipher.KeyBits.Length > 0)
        {
            return $"is '{word}' without a length of key, such as {word}:{cipher.KeyBits[0]}";
        }

        value = new EncryptionChoice(cipher.Id, bits);
        return null;
    }

    private static string FormatCipher(EncryptionChoice choice)
    {
        var word = Ciphers.First(row => row.Id == choice.Id).Word;
        return choice.KeyBits == 0 ? word : string.Create(CultureInfo.InvariantCulture, $"{word}:{choice.KeyBits}");
    }
}
