using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// One line of Wireshark's <c>ikev2_decryption_table</c>. Algorithms are named exactly as its table of names has them; what it cannot
/// decrypt becomes a comment line, which it skips.
/// </summary>
internal static class WiresharkKeyLine
{
    public static string Format(KeyLogEntry entry)
    {
        var encryption = EncryptionName((EncryptionId)entry.EncryptionId, entry.EncryptionKeyBits);
        var integrity = IntegrityName((IntegrityId)entry.IntegrityId);
        if (encryption is null || integrity is null)
        {
            return $"# {entry.InitiatorSpi:x16},{entry.ResponderSpi:x16}: Wireshark does not decrypt {entry.Encryption}/{(IntegrityId)entry.IntegrityId}";
        }

        return string.Join(
            ',',
            entry.InitiatorSpi.ToString("x16"),
            entry.ResponderSpi.ToString("x16"),
            Convert.ToHexStringLower(entry.SkEi),
            Convert.ToHexStringLower(entry.SkEr),
            $"\"{encryption}\"",
            Convert.ToHexStringLower(entry.SkAi),
            Convert.ToHexStringLower(entry.SkAr),
            $"\"{integrity}\"");
    }

    private static string? EncryptionName(EncryptionId id, int keyBits) => id switch
    {
        EncryptionId.Null => "NULL [RFC2410]",
        EncryptionId.TripleDes => "3DES [RFC2451]",
        EncryptionId.AesCbc => $"AES-CBC-{keyBits} [RFC3602]",
        EncryptionId.AesCtr => $"AES-CTR-{keyBits} [RFC5930]",
        EncryptionId.AesGcm8 => $"AES-GCM-{keyBits} with 8 octet ICV [RFC5282]",
        EncryptionId.AesGcm12 => $"AES-GCM-{keyBits} with 12 octet ICV [RFC5282]",
        EncryptionId.AesGcm16 => $"AES-GCM-{keyBits} with 16 octet ICV [RFC5282]",
        EncryptionId.AesCcm8 => $"AES-CCM-{keyBits} with 8 octet ICV [RFC5282]",
        EncryptionId.AesCcm12 => $"AES-CCM-{keyBits} with 12 octet ICV [RFC5282]",
        EncryptionId.AesCcm16 => $"AES-CCM-{keyBits} with 16 octet ICV [RFC5282]",
        _ => null,
    };

    private static string? IntegrityName(IntegrityId id) => id switch
    {
        IntegrityId.None => "NONE [RFC4306]",
        IntegrityId.HmacMd5_96 => "HMAC_MD5_96 [RFC2403]",
        IntegrityId.HmacSha1_96 => "HMAC_SHA1_96 [RFC2404]",
        IntegrityId.HmacSha256_128 => "HMAC_SHA2_256_128 [RFC4868]",
        IntegrityId.HmacSha384_192 => "HMAC_SHA2_384_192 [RFC4868]",
        IntegrityId.HmacSha512_256 => "HMAC_SHA2_512_256 [RFC4868]",

        // Decryption works without a check of the integrity; Wireshark has no name for these two.
        IntegrityId.AesXcbc96 or IntegrityId.AesCmac96 => "ANY 96-bits of Authentication [No Checking]",
        _ => null,
    };
}
