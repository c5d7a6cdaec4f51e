using System.Security.Cryptography;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>One row of the table of authentication protocols (RFC 3414 sections 6 and 7, RFC 7860 section 4).</summary>
/// <param name="Protocol">Which one.</param>
/// <param name="HashLength">Octets of the hash, which is also the length of the user's key.</param>
/// <param name="DigestLength">Octets of it that a message carries.</param>
/// <param name="Plain">Makes the plain hash.</param>
/// <param name="Keyed">Makes the HMAC.</param>
internal sealed record AuthenticationScheme(
    AuthenticationProtocol Protocol,
    int HashLength,
    int DigestLength,
    Func<UsmDigest> Plain,
    AuthenticationScheme.KeyedFactory Keyed)
{
    /// <summary>Longest hash of any row.</summary>
    internal const int LongestHash = 64;

    /// <summary>Longest digest of any row.</summary>
    internal const int LongestDigest = 48;

    internal delegate UsmDigest KeyedFactory(ReadOnlySpan<byte> key);

    private static readonly AuthenticationScheme[] Table =
    [
        OfPlatform(AuthenticationProtocol.Md5, 16, 12, HashAlgorithmName.MD5),
        OfPlatform(AuthenticationProtocol.Sha1, 20, 12, HashAlgorithmName.SHA1),
        new(AuthenticationProtocol.Sha224, Sha224.HashLength, 16, Sha224.Plain, Sha224.Keyed),
        OfPlatform(AuthenticationProtocol.Sha256, 32, 24, HashAlgorithmName.SHA256),
        OfPlatform(AuthenticationProtocol.Sha384, 48, 32, HashAlgorithmName.SHA384),
        OfPlatform(AuthenticationProtocol.Sha512, 64, 48, HashAlgorithmName.SHA512),
    ];

    /// <summary>The row of a protocol; null for none.</summary>
    internal static AuthenticationScheme? Find(AuthenticationProtocol protocol) =>
        Array.Find(Table, scheme => scheme.Protocol == protocol);

    /// <summary>The name of a protocol, usmNoAuthProtocol included, as usmUserAuthProtocol shows it.</summary>
    internal static ObjectIdentifier NameOf(AuthenticationProtocol protocol) =>
        ObjectIdentifier.Parse($"1.3.6.1.6.3.10.1.1.{(int)protocol}");

    private static AuthenticationScheme OfPlatform(
        AuthenticationProtocol protocol, int hashLength, int digestLength, HashAlgorithmName algorithm) =>
        new(protocol, hashLength, digestLength, () => PlatformDigest.Plain(algorithm), key => PlatformDigest.Keyed(algorithm, key));
}
