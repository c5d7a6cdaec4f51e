using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// How a post-quantum preshared key goes into the keys of an IKE SA (RFC 8784 section 3):
/// <code>
/// SK_d  = prf+ (PPK, SK_d')
/// SK_pi = prf+ (PPK, SK_pi')
/// SK_pr = prf+ (PPK, SK_pr')
/// </code>
/// each as long as before. The keys that protect IKE messages stay as they are.
/// </summary>
public static class PpkKeySchedule
{
    private const int LongestOutput = 64;

    /// <summary>A second set of keys. It shares the keys that protect messages with the first, and owns the three others.</summary>
    /// <param name="prf">The negotiated PRF.</param>
    /// <param name="keys">The keys without the preshared key.</param>
    /// <param name="ppk">The preshared key.</param>
    public static IkeKeys Mix(IPrf prf, IkeKeys keys, ReadOnlySpan<byte> ppk)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(keys);
        return keys with
        {
            SkD = Mix(prf, keys.SkD, ppk),
            SkPi = Mix(prf, keys.SkPi, ppk),
            SkPr = Mix(prf, keys.SkPr, ppk),
        };
    }

    private static KeyMaterial Mix(IPrf prf, KeyMaterial key, ReadOnlySpan<byte> ppk)
    {
        Span<byte> mixed = stackalloc byte[LongestOutput];
        mixed = mixed[..key.Length];
        PrfPlus.Expand(prf, ppk, key.Span, mixed);
        var result = KeyMaterial.Copy(mixed);
        CryptographicOperations.ZeroMemory(mixed);
        return result;
    }
}
