using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// prf+ (RFC 7296 section 2.13):
/// <code>
/// prf+ (K,S) = T1 | T2 | T3 | ...
/// T1 = prf (K, S | 0x01)
/// Tn = prf (K, T(n-1) | S | n)
/// </code>
/// </summary>
public static class PrfPlus
{
    /// <summary>The block counter is one octet.</summary>
    public const int MaximumBlocks = 255;

    private const int LongestOutput = 64;
    private const int StackLimit = 1024;

    /// <summary>Fills the whole of <paramref name="output"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 255 blocks are wanted.</exception>
    public static void Expand(IPrf prf, ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaximumBlocks * prf.OutputLength);
        if (prf is IKeyExpander { CanExpand: true } expander)
        {
            expander.Expand(key, seed, output);
            return;
        }

        ExpandByBlocks(prf, key, seed, output);
    }

    /// <summary>The definition, one keyed computation per block.</summary>
    internal static void ExpandByBlocks(IPrf prf, ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        scoped Span<byte> block = stackalloc byte[LongestOutput];
        block = block[..prf.OutputLength];
        int tailLength = seed.Length + 1;
        scoped Span<byte> tail = tailLength <= StackLimit ? stackalloc byte[StackLimit] : new byte[tailLength];
        tail = tail[..tailLength];
        seed.CopyTo(tail);
        scoped ReadOnlySpan<byte> previous = default;
        for (int counter = 1; output.Length > 0; counter++)
        {
            tail[^1] = (byte)counter;
            prf.Compute(key, previous, tail, block);
            int length = Math.Min(block.Length, output.Length);
            block[..length].CopyTo(output);
            output = output[length..];
            previous = block;
        }

        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(tail);
    }
}
