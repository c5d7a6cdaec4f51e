using System.Security.Cryptography;
using System.Text;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Testing.Snmp;

/// <summary>
/// A user as a manager has it, with keys and crypto made by .NET's one-shot methods: another implementation than the product's,
/// to compare with. It knows every protocol that .NET has, so not SHA-224.
/// </summary>
public sealed class SnmpV3User
{
    private readonly byte[] _authenticationKey;
    private readonly byte[] _privacyKey;

    public SnmpV3User(
        string name,
        byte[] engineId,
        AuthenticationProtocol authentication = AuthenticationProtocol.None,
        string authenticationPassword = "",
        PrivacyProtocol privacy = PrivacyProtocol.None,
        string privacyPassword = "",
        KeyExtension extension = KeyExtension.Blumenthal)
    {
        Name = name;
        EngineId = engineId;
        Authentication = authentication;
        Privacy = privacy;
        _authenticationKey = authentication == AuthenticationProtocol.None ? [] : KeyOf(Encoding.UTF8.GetBytes(authenticationPassword));
        _privacyKey = privacy == PrivacyProtocol.None ? [] : KeyOf(Encoding.UTF8.GetBytes(privacyPassword));
        var length = privacy switch { PrivacyProtocol.Aes192 => 24, PrivacyProtocol.Aes256 => 32, _ => 16 };
        while (privacy != PrivacyProtocol.None && _privacyKey.Length < length)
        {
            _privacyKey = [.. _privacyKey, .. extension == KeyExtension.Reeder ? KeyOf(_privacyKey) : Hash(_privacyKey)];
        }

        _privacyKey = privacy == PrivacyProtocol.None ? [] : _privacyKey[..length];
    }

    public string Name { get; }

    public byte[] EngineId { get; }

    public AuthenticationProtocol Authentication { get; }

    public PrivacyProtocol Privacy { get; }

    public SecurityLevel HighestLevel =>
        Authentication == AuthenticationProtocol.None ? SecurityLevel.NoAuthNoPriv
        : Privacy == PrivacyProtocol.None ? SecurityLevel.AuthNoPriv : SecurityLevel.AuthPriv;

    public int DigestLength => Authentication switch
    {
        AuthenticationProtocol.Sha256 => 24,
        AuthenticationProtocol.Sha384 => 32,
        AuthenticationProtocol.Sha512 => 48,
        _ => 12,
    };

    public byte[] Digest(byte[] message)
    {
        var whole = Authentication switch
        {
            AuthenticationProtocol.Md5 => HMACMD5.HashData(_authenticationKey, message),
            AuthenticationProtocol.Sha1 => HMACSHA1.HashData(_authenticationKey, message),
            AuthenticationProtocol.Sha256 => HMACSHA256.HashData(_authenticationKey, message),
            AuthenticationProtocol.Sha384 => HMACSHA384.HashData(_authenticationKey, message),
            AuthenticationProtocol.Sha512 => HMACSHA512.HashData(_authenticationKey, message),
            _ => throw new NotSupportedException($"{Authentication}"),
        };
        return whole[..DigestLength];
    }

    public byte[] Encrypt(byte[] plainText, int boots, int time, byte[] salt)
    {
        if (Privacy == PrivacyProtocol.Des)
        {
            using var des = DES.Create();
            des.Key = _privacyKey[..8];
            var padded = new byte[(plainText.Length + 7) / 8 * 8];
            plainText.CopyTo(padded, 0);
            return des.EncryptCbc(padded, DesStart(salt), PaddingMode.None);
        }

        using var aes = Aes.Create();
        aes.Key = _privacyKey;
        var blocks = new byte[(plainText.Length + 15) / 16 * 16];
        plainText.CopyTo(blocks, 0);
        return aes.EncryptCfb(blocks, AesStart(boots, time, salt), PaddingMode.None, feedbackSizeInBits: 128)[..plainText.Length];
    }

    public byte[] Decrypt(byte[] cipherText, int boots, int time, byte[] salt)
    {
        if (Privacy == PrivacyProtocol.Des)
        {
            using var des = DES.Create();
            des.Key = _privacyKey[..8];
            return des.DecryptCbc(cipherText, DesStart(salt), PaddingMode.None);
        }

        using var aes = Aes.Create();
        aes.Key = _privacyKey;
        var blocks = new byte[(cipherText.Length + 15) / 16 * 16];
        cipherText.CopyTo(blocks, 0);
        return aes.DecryptCfb(blocks, AesStart(boots, time, salt), PaddingMode.None, feedbackSizeInBits: 128)[..cipherText.Length];
    }

    private static byte[] AesStart(int boots, int time, byte[] salt) =>
    [
        (byte)(boots >> 24), (byte)(boots >> 16), (byte)(boots >> 8), (byte)boots,
        (byte)(time >> 24), (byte)(time >> 16), (byte)(time >> 8), (byte)time,
        .. salt,
    ];

    private byte[] DesStart(byte[] salt) => [.. salt.Select((octet, i) => (byte)(octet ^ _privacyKey[8 + i]))];

    private byte[] KeyOf(byte[] password)
    {
        var expanded = new byte[1_048_576];
        for (var i = 0; i < expanded.Length; i += password.Length)
        {
            password.AsSpan(0, Math.Min(password.Length, expanded.Length - i)).CopyTo(expanded.AsSpan(i));
        }

        var key = Hash(expanded);
        return Hash([.. key, .. EngineId, .. key]);
    }

    private byte[] Hash(byte[] octets) => Authentication switch
    {
        AuthenticationProtocol.Md5 => MD5.HashData(octets),
        AuthenticationProtocol.Sha1 => SHA1.HashData(octets),
        AuthenticationProtocol.Sha256 => SHA256.HashData(octets),
        AuthenticationProtocol.Sha384 => SHA384.HashData(octets),
        AuthenticationProtocol.Sha512 => SHA512.HashData(octets),
        _ => throw new NotSupportedException($"{Authentication}"),
    };
}
