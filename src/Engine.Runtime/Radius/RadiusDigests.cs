using System.Security.Cryptography;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>The digests and the key cover of RADIUS (RFC 2865 section 3, RFC 3579 section 3.2, RFC 2548 section 2.4).</summary>
public static class RadiusDigests
{
    private const int MessageAuthenticatorSize = 16;
    private const int SaltSize = 2;

    /// <summary>MD5 over the packet with <paramref name="authenticator"/> in its place, and the secret: an answer's authenticator.</summary>
    public static byte[] PacketDigest(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(packet[..RadiusPacket.AuthenticatorOffset]);
        md5.AppendData(authenticator);
        md5.AppendData(packet[RadiusPacket.HeaderSize..]);
        md5.AppendData(secret);
        return md5.GetHashAndReset();
    }

    /// <summary>True when <paramref name="response"/> was made by who knows the secret, for the request with this authenticator.</summary>
    /// <param name="response">What came.</param>
    /// <param name="requestAuthenticator">The authenticator of the request that it answers.</param>
    /// <param name="secret">The server's secret.</param>
    /// <param name="needsMessageAuthenticator">Answers to a request with EAP must carry one, and it must be right.</param>
    public static bool IsGenuine(RadiusPacket response, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret, bool needsMessageAuthenticator)
    {
        var digest = PacketDigest(response.Octets, requestAuthenticator, secret);
        return CryptographicOperations.FixedTimeEquals(digest, response.Authenticator)
            && HasRightMessageAuthenticator(response, requestAuthenticator, secret, orNone: !needsMessageAuthenticator);
    }

    /// <summary>True when a request that carries a digest as its authenticator was made by who knows the secret.</summary>
    public static bool IsGenuineRequest(RadiusPacket request, ReadOnlySpan<byte> secret)
    {
        Span<byte> zeros = stackalloc byte[RadiusPacket.AuthenticatorSize];
        zeros.Clear();
        return CryptographicOperations.FixedTimeEquals(PacketDigest(request.Octets, zeros, secret), request.Authenticator)
            && HasRightMessageAuthenticator(request, zeros, secret, orNone: true);
    }

    /// <summary>
    /// Takes the cover off an MS-MPPE-Send-Key or MS-MPPE-Recv-Key (RFC 2548 section 2.4.2). Null when it cannot be one.
    /// </summary>
    public static KeyMaterial? MppeKey(ReadOnlySpan<byte> value, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret)
    {
        if (value.Length <= SaltSize || (value.Length - SaltSize) % MD5.HashSizeInBytes != 0)
        {
            return null;
        }

        var plain = new byte[value.Length - SaltSize];
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(secret);
        md5.AppendData(requestAuthenticator);
        md5.AppendData(value[..SaltSize]);
        Span<byte> cover = stackalloc byte[MD5.HashSizeInBytes];
        for (var at = 0; at < plain.Length; at += cover.Length)
        {
            md5.GetHashAndReset(cover);
            var covered = value.Slice(SaltSize + at, cover.Length);
            for (var i = 0; i < cover.Length; i++)
            {
                plain[at + i] = (byte)(covered[i] ^ cover[i]);
            }

            md5.AppendData(secret);
            md5.AppendData(covered);
        }

        var key = plain[0] < plain.Length ? KeyMaterial.Copy(plain.AsSpan(1, plain[0])) : null;
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }

    /// <summary>Covers a User-Password, padded to whole blocks, in place (RFC 2865 section 5.2).</summary>
    public static void CoverPassword(Span<byte> padded, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Span<byte> cover = stackalloc byte[MD5.HashSizeInBytes];
        var before = requestAuthenticator;
        for (; padded.Length >= cover.Length; padded = padded[cover.Length..])
        {
            md5.AppendData(secret);
            md5.AppendData(before);
            md5.GetHashAndReset(cover);
            for (var i = 0; i < cover.Length; i++)
            {
                padded[i] ^= cover[i];
            }

            before = padded[..cover.Length];
        }
    }

    private static bool HasRightMessageAuthenticator(RadiusPacket packet, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret, bool orNone)
    {
        var at = packet.OffsetOf(RadiusAttributeType.MessageAuthenticator);
        if (at < 0)
        {
            return orNone;
        }

        var given = packet.Octets[at..];
        if (given.Length < MessageAuthenticatorSize || packet.Octets[at - 1] != RadiusPacket.AttributeHeaderSize + MessageAuthenticatorSize)
        {
            return false;
        }

        var copy = packet.Octets.ToArray();
        authenticator.CopyTo(copy.AsSpan(RadiusPacket.AuthenticatorOffset));
        copy.AsSpan(at, MessageAuthenticatorSize).Clear();
        return CryptographicOperations.FixedTimeEquals(HMACMD5.HashData(secret, copy), given[..MessageAuthenticatorSize]);
    }
}
