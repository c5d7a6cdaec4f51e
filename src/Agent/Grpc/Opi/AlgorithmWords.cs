using System.Collections.Frozen;
using System.Globalization;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// TABLE: IKEv2 transform numbers (IANA) as strongSwan names them, which is what clients of OPI compare with. A number without a row is shown by the
/// product's own name.
/// </summary>
internal static class AlgorithmWords
{
    private static readonly FrozenDictionary<ushort, string> Encryptions = new Dictionary<ushort, string>
    {
        [3] = "3DES_CBC",
        [11] = "NULL",
        [12] = "AES_CBC",
        [13] = "AES_CTR",
        [14] = "AES_CCM_8",
        [15] = "AES_CCM_12",
        [16] = "AES_CCM_16",
        [18] = "AES_GCM_8",
        [19] = "AES_GCM_12",
        [20] = "AES_GCM_16",
        [21] = "NULL_AES_GMAC",
        [28] = "CHACHA20_POLY1305",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ushort, string> Integrities = new Dictionary<ushort, string>
    {
        [1] = "HMAC_MD5_96",
        [2] = "HMAC_SHA1_96",
        [5] = "AES_XCBC_96",
        [8] = "AES_CMAC_96",
        [9] = "AES_128_GMAC",
        [10] = "AES_192_GMAC",
        [11] = "AES_256_GMAC",
        [12] = "HMAC_SHA2_256_128",
        [13] = "HMAC_SHA2_384_192",
        [14] = "HMAC_SHA2_512_256",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ushort, string> Prfs = new Dictionary<ushort, string>
    {
        [1] = "PRF_HMAC_MD5",
        [2] = "PRF_HMAC_SHA1",
        [4] = "PRF_AES128_XCBC",
        [5] = "PRF_HMAC_SHA2_256",
        [6] = "PRF_HMAC_SHA2_384",
        [7] = "PRF_HMAC_SHA2_512",
        [8] = "PRF_AES128_CMAC",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ushort, string> KeyExchanges = new Dictionary<ushort, string>
    {
        [1] = "MODP_768",
        [2] = "MODP_1024",
        [5] = "MODP_1536",
        [14] = "MODP_2048",
        [15] = "MODP_3072",
        [16] = "MODP_4096",
        [17] = "MODP_6144",
        [18] = "MODP_8192",
        [19] = "ECP_256",
        [20] = "ECP_384",
        [21] = "ECP_521",
        [22] = "MODP_1024_160",
        [23] = "MODP_2048_224",
        [24] = "MODP_2048_256",
        [31] = "CURVE_25519",
        [32] = "CURVE_448",
    }.ToFrozenDictionary();

    // Ciphers of one key length have no key length attribute (RFC 7296 section 3.3.5).
    private static readonly FrozenSet<ushort> FixedLength = new ushort[] { 3, 11, 28 }.ToFrozenSet();

    public static string Encryption(AlgorithmInfo algorithm) => Word(Encryptions, algorithm);

    public static string Integrity(AlgorithmInfo algorithm) => Word(Integrities, algorithm);

    public static string Prf(AlgorithmInfo algorithm) => Word(Prfs, algorithm);

    public static string KeyExchange(AlgorithmInfo algorithm) => Word(KeyExchanges, algorithm);

    /// <summary>Bits of the cipher's key; empty where the cipher has one length only.</summary>
    public static string KeySize(AlgorithmInfo algorithm) => algorithm.IsNone || algorithm.KeyBits == 0 || FixedLength.Contains(algorithm.Id)
        ? string.Empty
        : algorithm.KeyBits.ToString(CultureInfo.InvariantCulture);

    private static string Word(FrozenDictionary<ushort, string> rows, AlgorithmInfo algorithm) =>
        algorithm.IsNone ? string.Empty : rows.GetValueOrDefault(algorithm.Id, algorithm.Name);
}
