using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// One line of Wireshark's <c>esp_sa</c>: family, source, destination, SPI, encryption, its key, authentication, its key. Algorithms are named
/// exactly as its table of names has them (they differ from those of IKE); what it cannot decrypt becomes a comment line, which it skips.
/// </summary>
internal static class WiresharkEspLine
{
    public static string Format(EspKeyLogEntry entry)
    {
        var encryption = EncryptionName(entry.Encryption);
        var integrity = IntegrityName(entry.Integrity);
        if (encryption is null || integrity is null)
        {
            return $"# {entry.Source},{entry.Destination},{entry.Spi:x8}: Wireshark does not decrypt {entry.Encryption}/{entry.Integrity}";
        }

        string[] fields =
        [
            entry.Source.IsIpv6 ? "IPv6" : "IPv4",
            entry.Source.ToString(),
            entry.Destination.ToString(),
            $"0x{entry.Spi:x8}",
            encryption,
            Key(entry.EncryptionKey),
            integrity,
            Key(entry.IntegrityKey),
        ];
        return string.Join(',', fields.Select(static field => $"\"{field}\""));
    }

    private static string Key(byte[] key) => key.Length == 0 ? string.Empty : "0x" + Convert.ToHexStringLower(key);

    private static string? EncryptionName(EncryptionId id) => id switch
    {
        EncryptionId.Null => "NULL",
        EncryptionId.TripleDes => "TripleDES-CBC [RFC2451]",
        EncryptionId.AesCbc => "AES-CBC [RFC3602]",
        EncryptionId.AesCtr => "AES-CTR [RFC3686]",
        EncryptionId.AesGcm8 => "AES-GCM with 8 octet ICV [RFC4106]",
        EncryptionId.AesGcm12 => "AES-GCM with 12 octet ICV [RFC4106]",
        EncryptionId.AesGcm16 => "AES-GCM with 16 octet ICV [RFC4106]",
        _ => null,
    };

    private static string? IntegrityName(IntegrityId id) => id switch
    {
        // The ICV belongs to the cipher; any other name makes the dissector fail.
        IntegrityId.None => "NULL",
        IntegrityId.HmacMd5_96 => "HMAC-MD5-96 [RFC2403]",
        IntegrityId.HmacSha1_96 => "HMAC-SHA-1-96 [RFC2404]",
        IntegrityId.HmacSha256_128 => "HMAC-SHA-256-128 [RFC4868]",
        IntegrityId.HmacSha384_192 => "HMAC-SHA-384-192 [RFC4868]",
        IntegrityId.HmacSha512_256 => "HMAC-SHA-512-256 [RFC4868]",

        // Decryption works without a check of the integrity; Wireshark has no name for these two.
        IntegrityId.AesXcbc96 or IntegrityId.AesCmac96 => "ANY 96 bit authentication [no checking]",
        _ => null,
    };
}
