using MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>TABLE: the algorithms of OPI's proposals, as the configuration names them. Values without a row cannot be configured.</summary>
internal static class ProposalWords
{
    /// <summary>A cipher.</summary>
    /// <param name="Name">Its name in the configuration.</param>
    /// <param name="IsCombined">It brings its own integrity.</param>
    /// <param name="AuthenticatesOnly">It does not encrypt.</param>
    internal readonly record struct Cipher(string Name, bool IsCombined = false, bool AuthenticatesOnly = false);

    /// <summary>Another algorithm.</summary>
    /// <param name="Name">Its name in the configuration.</param>
    /// <param name="IsLegacy">Weak: needs <see cref="OpiOptions.LegacyCrypto"/>.</param>
    internal readonly record struct Word(string Name, bool IsLegacy = false);

    public static IReadOnlyDictionary<CryptoAlgorithm, Cipher> Ciphers { get; } = new Dictionary<CryptoAlgorithm, Cipher>
    {
        [CryptoAlgorithm.Aes128] = new("aes128-cbc"),
        [CryptoAlgorithm.Aes192] = new("aes192-cbc"),
        [CryptoAlgorithm.Aes256] = new("aes256-cbc"),
        [CryptoAlgorithm.Aes128Gcm128] = new("aes128-gcm-128", IsCombined: true),
        [CryptoAlgorithm.Aes256Gcm128] = new("aes256-gcm-128", IsCombined: true),
        [CryptoAlgorithm.Aes128Gmac] = new("aes128-gmac", IsCombined: true, AuthenticatesOnly: true),
        [CryptoAlgorithm.Aes256Gmac] = new("aes256-gmac", IsCombined: true, AuthenticatesOnly: true),
    };

    public static IReadOnlyDictionary<IntegAlgorithm, Word> Integrities { get; } = new Dictionary<IntegAlgorithm, Word>
    {
        [IntegAlgorithm.Md5] = new("hmac-md5", IsLegacy: true),
        [IntegAlgorithm.Sha1] = new("hmac-sha1"),
        [IntegAlgorithm.Sha256] = new("hmac-sha256"),
        [IntegAlgorithm.Sha384] = new("hmac-sha384"),
        [IntegAlgorithm.Sha512] = new("hmac-sha512"),
    };

    public static IReadOnlyDictionary<PseudoRandomFunction, Word> Prfs { get; } = new Dictionary<PseudoRandomFunction, Word>
    {
        [PseudoRandomFunction.Prfmd5] = new("hmac-md5", IsLegacy: true),
        [PseudoRandomFunction.Prfsha1] = new("hmac-sha1"),
        [PseudoRandomFunction.Prfaesxcbc] = new("aes-xcbc"),
        [PseudoRandomFunction.Prfaescmac] = new("aes-cmac"),
        [PseudoRandomFunction.Prfsha256] = new("hmac-sha256"),
        [PseudoRandomFunction.Prfsha384] = new("hmac-sha384"),
        [PseudoRandomFunction.Prfsha512] = new("hmac-sha512"),
    };

    public static IReadOnlyDictionary<DiffieHellmanGroups, Word> Groups { get; } = new Dictionary<DiffieHellmanGroups, Word>
    {
        [DiffieHellmanGroups.Modp768] = new("modp768", IsLegacy: true),
        [DiffieHellmanGroups.Modp1024] = new("modp1024", IsLegacy: true),
        [DiffieHellmanGroups.Modp1536] = new("modp1536"),
        [DiffieHellmanGroups.Modp2048] = new("modp2048"),
        [DiffieHellmanGroups.Modp3072] = new("modp3072"),
        [DiffieHellmanGroups.Modp4096] = new("modp4096"),
        [DiffieHellmanGroups.Modp6144] = new("modp6144"),
        [DiffieHellmanGroups.Modp8192] = new("modp8192"),
        [DiffieHellmanGroups.Modp1024S160] = new("modp1024s160", IsLegacy: true),
        [DiffieHellmanGroups.Modp2048S224] = new("modp2048s224", IsLegacy: true),
        [DiffieHellmanGroups.Modp2048S256] = new("modp2048s256", IsLegacy: true),
        [DiffieHellmanGroups.Curve25519] = new("curve25519"),
    };
}
