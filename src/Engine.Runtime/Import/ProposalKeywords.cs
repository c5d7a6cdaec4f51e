using System.Collections.Frozen;

namespace MyIkev2.Engine.Runtime.Import;

internal enum KeywordKind
{
    Cipher,
    Combined,
    Integrity,
    Prf,
    KeyExchange,
    ExtendedSequenceNumbers,
}

/// <summary>TABLE: the words of strongSwan's proposals and our names for them.</summary>
internal static class ProposalKeywords
{
    private static readonly FrozenDictionary<string, (KeywordKind Kind, string Name)> Rows = Build().ToFrozenDictionary(static row => row.Word, static row => (row.Kind, row.Name));

    /// <summary>False for words that are unknown, or that this product has nothing for.</summary>
    public static bool TryFind(string word, out KeywordKind kind, out string name)
    {
        var found = Rows.TryGetValue(word, out var row);
        (kind, name) = row;
        return found;
    }

    private static IEnumerable<(string Word, KeywordKind Kind, string Name)> Build()
    {
        foreach (var bits in (int[])[128, 192, 256])
        {
            yield return ($"aes{bits}", KeywordKind.Cipher, $"aes{bits}-cbc");
            yield return ($"aes{bits}ctr", KeywordKind.Cipher, $"aes{bits}-ctr");
            yield return ($"aes{bits}gmac", KeywordKind.Combined, $"aes{bits}-gmac");
            foreach (var mode in (string[])["gcm", "ccm"])
            {
                // The length of the check value in octets or in bits.
                foreach (var octets in (int[])[8, 12, 16])
                {
                    yield return ($"aes{bits}{mode}{octets}", KeywordKind.Combined, $"aes{bits}-{mode}-{octets * 8}");
                    yield return ($"aes{bits}{mode}{octets * 8}", KeywordKind.Combined, $"aes{bits}-{mode}-{octets * 8}");
                }
            }
        }

        foreach (var (word, kind, name) in Others)
        {
            yield return (word, kind, name);
        }
    }

    private static IEnumerable<(string Word, KeywordKind Kind, string Name)> Others =>
    [
        ("aes", KeywordKind.Cipher, "aes128-cbc"),
        ("3des", KeywordKind.Cipher, "3des-cbc"),
        ("null", KeywordKind.Cipher, "null"),
        ("chacha20poly1305", KeywordKind.Combined, "chacha20-poly1305"),
        ("md5", KeywordKind.Integrity, "hmac-md5"),
        ("sha", KeywordKind.Integrity, "hmac-sha1"),
        ("sha1", KeywordKind.Integrity, "hmac-sha1"),
        ("sha256", KeywordKind.Integrity, "hmac-sha256"),
        ("sha2_256", KeywordKind.Integrity, "hmac-sha256"),
        ("sha384", KeywordKind.Integrity, "hmac-sha384"),
        ("sha2_384", KeywordKind.Integrity, "hmac-sha384"),
        ("sha512", KeywordKind.Integrity, "hmac-sha512"),
        ("sha2_512", KeywordKind.Integrity, "hmac-sha512"),
        ("aesxcbc", KeywordKind.Integrity, "aes-xcbc"),
        ("aescmac", KeywordKind.Integrity, "aes-cmac"),
        ("prfmd5", KeywordKind.Prf, "hmac-md5"),
        ("prfsha1", KeywordKind.Prf, "hmac-sha1"),
        ("prfsha256", KeywordKind.Prf, "hmac-sha256"),
        ("prfsha384", KeywordKind.Prf, "hmac-sha384"),
        ("prfsha512", KeywordKind.Prf, "hmac-sha512"),
        ("prfaesxcbc", KeywordKind.Prf, "aes-xcbc"),
        ("prfaescmac", KeywordKind.Prf, "aes-cmac"),
        ("modp768", KeywordKind.KeyExchange, "modp768"),
        ("modp1024", KeywordKind.KeyExchange, "modp1024"),
        ("modp1536", KeywordKind.KeyExchange, "modp1536"),
        ("modp2048", KeywordKind.KeyExchange, "modp2048"),
        ("modp3072", KeywordKind.KeyExchange, "modp3072"),
        ("modp4096", KeywordKind.KeyExchange, "modp4096"),
        ("modp6144", KeywordKind.KeyExchange, "modp6144"),
        ("modp8192", KeywordKind.KeyExchange, "modp8192"),
        ("modp1024s160", KeywordKind.KeyExchange, "modp1024s160"),
        ("modp2048s224", KeywordKind.KeyExchange, "modp2048s224"),
        ("modp2048s256", KeywordKind.KeyExchange, "modp2048s256"),
        ("ecp192", KeywordKind.KeyExchange, "ecp192"),
        ("ecp224", KeywordKind.KeyExchange, "ecp224"),
        ("ecp256", KeywordKind.KeyExchange, "ecp256"),
        ("ecp384", KeywordKind.KeyExchange, "ecp384"),
        ("ecp521", KeywordKind.KeyExchange, "ecp521"),
        ("ecp224bp", KeywordKind.KeyExchange, "brainpool224"),
        ("ecp256bp", KeywordKind.KeyExchange, "brainpool256"),
        ("ecp384bp", KeywordKind.KeyExchange, "brainpool384"),
        ("ecp512bp", KeywordKind.KeyExchange, "brainpool512"),
        ("curve25519", KeywordKind.KeyExchange, "curve25519"),
        ("x25519", KeywordKind.KeyExchange, "curve25519"),
        ("curve448", KeywordKind.KeyExchange, "curve448"),
        ("x448", KeywordKind.KeyExchange, "curve448"),
        ("mlkem512", KeywordKind.KeyExchange, "ml-kem-512"),
        ("mlkem768", KeywordKind.KeyExchange, "ml-kem-768"),
        ("mlkem1024", KeywordKind.KeyExchange, "ml-kem-1024"),
        ("esn", KeywordKind.ExtendedSequenceNumbers, "true"),
        ("noesn", KeywordKind.ExtendedSequenceNumbers, "false"),
    ];
}
