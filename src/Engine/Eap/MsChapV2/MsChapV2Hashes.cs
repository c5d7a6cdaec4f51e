using System.Security.Cryptography;
using System.Text;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.MsChapV2;

/// <summary>The functions of MS-CHAP-V2 (RFC 2759 section 8) and of the keys that come from it (RFC 3079 section 3). They keep the names of those documents.</summary>
internal static class MsChapV2Hashes
{
    public const int ChallengeSize = 16;
    public const int NtResponseSize = 24;
    public const int PasswordHashSize = 16;

    /// <summary>"S=" and 40 hexadecimal digits.</summary>
    public const int AuthenticatorResponseSize = 42;

    /// <summary>MSK: MasterReceiveKey (16), MasterSendKey (16) of the authenticator, zeros.</summary>
    public const int MasterSessionKeySize = 64;

    private const int DesKeySize = 7;
    private const int DesBlockSize = 8;
    private const int StartKeySize = 16;
    private const int PadSize = 40;

    private static ReadOnlySpan<byte> Magic1OfResponse => "Magic server to client signing constant"u8;

    private static ReadOnlySpan<byte> Magic2OfResponse => "Pad to make it do more than one iteration"u8;

    private static ReadOnlySpan<byte> Magic1 => "This is the MPPE Master Key"u8;

    // Of the authenticator; at the peer they change places.
    private static ReadOnlySpan<byte> MagicOfReceiveKey => "On the client side, this is the send key; on the server side, it is the receive key."u8;

    private static ReadOnlySpan<byte> MagicOfSendKey => "On the client side, this is the receive key; on the server side, it is the send key."u8;

    /// <summary>MD4 over the password in UTF-16, little-endian. <paramref name="password"/> is UTF-8.</summary>
    public static void NtPasswordHash(ReadOnlySpan<byte> password, Span<byte> hash)
    {
        var characters = new char[Encoding.UTF8.GetCharCount(password)];
        var count = Encoding.UTF8.GetChars(password, characters);
        var octets = new byte[Encoding.Unicode.GetByteCount(characters.AsSpan(0, count))];
        Encoding.Unicode.GetBytes(characters.AsSpan(0, count), octets);
        BouncyCastleLegacy.Md4(octets, hash);
        CryptographicOperations.ZeroMemory(octets);
        Array.Clear(characters);
    }

    public static void HashNtPasswordHash(ReadOnlySpan<byte> passwordHash, Span<byte> hash) => BouncyCastleLegacy.Md4(passwordHash, hash);

    /// <summary>The user's name enters without the domain in front of it (RFC 2759 section 4).</summary>
    public static ReadOnlySpan<byte> UserName(ReadOnlySpan<byte> identity) => identity[(identity.LastIndexOf((byte)'\\') + 1)..];

    public static void GenerateNtResponse(
        ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> userName, ReadOnlySpan<byte> passwordHash, Span<byte> response)
    {
        Span<byte> challenge = stackalloc byte[DesBlockSize];
        ChallengeHash(peerChallenge, authenticatorChallenge, userName, challenge);
        Span<byte> keys = stackalloc byte[3 * DesKeySize];
        keys.Clear();
        passwordHash.CopyTo(keys);
        for (var i = 0; i < 3; i++)
        {
            BouncyCastleLegacy.Des(keys.Slice(i * DesKeySize, DesKeySize), challenge, response.Slice(i * DesBlockSize, DesBlockSize));
        }

        CryptographicOperations.ZeroMemory(keys);
    }

    public static void GenerateAuthenticatorResponse(
        ReadOnlySpan<byte> passwordHash,
        ReadOnlySpan<byte> ntResponse,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> authenticatorChallenge,
        ReadOnlySpan<byte> userName,
        Span<byte> response)
    {
        Span<byte> passwordHashHash = stackalloc byte[PasswordHashSize];
        HashNtPasswordHash(passwordHash, passwordHashHash);
        Span<byte> challenge = stackalloc byte[DesBlockSize];
        ChallengeHash(peerChallenge, authenticatorChallenge, userName, challenge);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(passwordHashHash);
        sha1.AppendData(ntResponse);
        sha1.AppendData(Magic1OfResponse);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        sha1.GetHashAndReset(digest);
        sha1.AppendData(digest);
        sha1.AppendData(challenge);
        sha1.AppendData(Magic2OfResponse);
        sha1.GetHashAndReset(digest);
        "S="u8.CopyTo(response);
        Convert.TryToHexString(digest, response[2..AuthenticatorResponseSize], out _);
        CryptographicOperations.ZeroMemory(passwordHashHash);
    }

    /// <summary>MSK of both sides, from what the authenticator calls its receive and its send key.</summary>
    public static KeyMaterial MasterSessionKey(ReadOnlySpan<byte> passwordHash, ReadOnlySpan<byte> ntResponse)
    {
        Span<byte> passwordHashHash = stackalloc byte[PasswordHashSize];
        HashNtPasswordHash(passwordHash, passwordHashHash);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(passwordHashHash);
        sha1.AppendData(ntResponse);
        sha1.AppendData(Magic1);
        sha1.GetHashAndReset(digest);
        Span<byte> masterKey = stackalloc byte[StartKeySize];
        digest[..StartKeySize].CopyTo(masterKey);
        var key = new byte[MasterSessionKeySize];
        AsymmetricStartKey(sha1, masterKey, MagicOfReceiveKey, key);
        AsymmetricStartKey(sha1, masterKey, MagicOfSendKey, key.AsSpan(StartKeySize));
        CryptographicOperations.ZeroMemory(passwordHashHash);
        CryptographicOperations.ZeroMemory(digest);
        CryptographicOperations.ZeroMemory(masterKey);
        return new KeyMaterial(key);
    }

    private static void AsymmetricStartKey(IncrementalHash sha1, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> magic, Span<byte> key)
    {
        Span<byte> pad = stackalloc byte[PadSize];
        sha1.AppendData(masterKey);
        pad.Clear();
        sha1.AppendData(pad);
        sha1.AppendData(magic);
        pad.Fill(0xF2);
        sha1.AppendData(pad);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        sha1.GetHashAndReset(digest);
        digest[..StartKeySize].CopyTo(key);
        CryptographicOperations.ZeroMemory(digest);
    }

    private static void ChallengeHash(ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> userName, Span<byte> challenge)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(peerChallenge);
        sha1.AppendData(authenticatorChallenge);
        sha1.AppendData(userName);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        sha1.GetHashAndReset(digest);
        digest[..DesBlockSize].CopyTo(challenge);
    }
}
