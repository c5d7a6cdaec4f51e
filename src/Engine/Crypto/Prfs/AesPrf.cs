using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-XCBC-PRF-128 (RFC 4434) and AES-CMAC-PRF-128 (RFC 4615): MACs with a key of 16 octets, and each document's rule for a key of any
/// other length.
/// </summary>
internal sealed class AesPrf(IMac mac, bool padsShortKeys) : IPrf
{
    private const int AesKeyLength = 16;

    public int OutputLength => mac.OutputLength;

    public bool HasFixedKeyLength => true;

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        if (key.Length == AesKeyLength)
        {
            mac.Compute(key, first, second, output);
            return;
        }

        Span<byte> adapted = stackalloc byte[AesKeyLength];
        AdaptKey(key, adapted);
        mac.Compute(adapted, first, second, output);
        CryptographicOperations.ZeroMemory(adapted);
    }

    /// <summary>RFC 4434 section 2 pads a short key with zeros; RFC 4615 section 3 hashes it like a long one, under the zero key.</summary>
    private void AdaptKey(ReadOnlySpan<byte> key, Span<byte> adapted)
    {
        adapted.Clear();
        if (padsShortKeys && key.Length < AesKeyLength)
        {
            key.CopyTo(adapted);
            return;
        }

        Span<byte> zeroKey = stackalloc byte[AesKeyLength];
        zeroKey.Clear();
        mac.Compute(zeroKey, key, default, adapted);
    }
}
