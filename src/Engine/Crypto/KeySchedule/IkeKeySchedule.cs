using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The key schedule of an IKE SA (RFC 7296 sections 2.14 and 2.18):
/// <code>
/// SKEYSEED = prf(Ni | Nr, g^ir)                        first IKE SA
/// SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr)     rekeyed IKE SA, with the old SA's PRF
/// SKEYSEED = prf(SK_d (old), SK(0) | Ni | Nr | SK(1) | ... | SK(n))      the same with additional key exchanges (RFC 9370 section 2.2.4)
/// SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr)        after an additional key exchange in IKE_INTERMEDIATE (RFC 9370 section 2.2.2)
/// {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr)
/// </code>
/// </summary>
public static class IkeKeySchedule
{
    private const int LongestOutput = 64;
    private const int SpiLength = 8;

    /// <summary>PRFs with a fixed key take 64 bits of each nonce (RFC 7296 section 2.14).</summary>
    private const int FixedKeyNoncePart = 8;

    /// <param name="prf">The negotiated PRF.</param>
    /// <param name="encrKeyLen">Octets of SK_e, salt included.</param>
    /// <param name="integKeyLen">Octets of SK_a; 0 with a combined-mode cipher.</param>
    /// <param name="sharedSecret">g^ir.</param>
    /// <param name="ni">The initiator's nonce.</param>
    /// <param name="nr">The responder's nonce.</param>
    /// <param name="spiI">The initiator's SPI.</param>
    /// <param name="spiR">The responder's SPI.</param>
    public static IkeKeys Derive(
        IPrf prf,
        int encrKeyLen,
        int integKeyLen,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> ni,
        ReadOnlySpan<byte> nr,
        ulong spiI,
        ulong spiR)
    {
        ArgumentNullException.ThrowIfNull(prf);
        byte[] nonces = prf.HasFixedKeyLength
            ? [.. ni[..Math.Min(FixedKeyNoncePart, ni.Length)], .. nr[..Math.Min(FixedKeyNoncePart, nr.Length)]]
            : [.. ni, .. nr];
        Span<byte> seed = stackalloc byte[LongestOutput];
        seed = seed[..prf.OutputLength];
        prf.Compute(nonces, sharedSecret, default, seed);
        IkeKeys keys = Expand(prf, encrKeyLen, integKeyLen, seed, ni, nr, spiI, spiR);
        CryptographicOperations.ZeroMemory(seed);
        return keys;
    }

    /// <summary>
    /// Keys of an IKE SA that replaces another (RFC 7296 section 2.18): nonces and SPIs are those of the CREATE_CHILD_SA exchange.
    /// </summary>
    public static IkeKeys DeriveRekey(
        KeyMaterial oldSkD,
        IPrf oldPrf,
        IPrf newPrf,
        int encrKeyLen,
        int integKeyLen,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> ni,
        ReadOnlySpan<byte> nr,
        ulong spiI,
        ulong spiR,
        ReadOnlySpan<byte> additionalSecrets = default)
    {
        ArgumentNullException.ThrowIfNull(oldSkD);
        ArgumentNullException.ThrowIfNull(oldPrf);
        ArgumentNullException.ThrowIfNull(newPrf);
        byte[] rest = [.. ni, .. nr, .. additionalSecrets];
        Span<byte> seed = stackalloc byte[LongestOutput];
        seed = seed[..oldPrf.OutputLength];
        oldPrf.Compute(oldSkD.Span, sharedSecret, rest, seed);
        IkeKeys keys = Expand(newPrf, encrKeyLen, integKeyLen, seed, ni, nr, spiI, spiR);
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(rest);
        return keys;
    }

    private static IkeKeys Expand(
        IPrf prf,
        int encrKeyLen,
        int integKeyLen,
        ReadOnlySpan<byte> skeyseed,
        ReadOnlySpan<byte> ni,
        ReadOnlySpan<byte> nr,
        ulong spiI,
        ulong spiR)
    {
        byte[] seed = new byte[ni.Length + nr.Length + (2 * SpiLength)];
        ni.CopyTo(seed);
        nr.CopyTo(seed.AsSpan(ni.Length));
        BinaryPrimitives.WriteUInt64BigEndian(seed.AsSpan(seed.Length - (2 * SpiLength)), spiI);
        BinaryPrimitives.WriteUInt64BigEndian(seed.AsSpan(seed.Length - SpiLength), spiR);
        int prfKeyLen = prf.OutputLength;
        using KeyStream stream = new(prf, skeyseed, seed, (3 * prfKeyLen) + (2 * integKeyLen) + (2 * encrKeyLen));
        return new IkeKeys(
            SkD: stream.Take(prfKeyLen),
            SkAi: stream.Take(integKeyLen),
            SkAr: stream.Take(integKeyLen),
            SkEi: stream.Take(encrKeyLen),
            SkEr: stream.Take(encrKeyLen),
            SkPi: stream.Take(prfKeyLen),
            SkPr: stream.Take(prfKeyLen));
    }
}
