using System.Numerics;

namespace MyIkev2.Registry;

/// <summary>
/// How often which round-trip time was seen: buckets that grow with the value, 2^n of them to each doubling, so that a percentile is right to a
/// known part of itself at little cost. Microseconds up to 16.7 seconds; what is longer counts as that. One writer, any reader.
/// </summary>
/// <param name="bits">n: 1 is right within 25 percent in 192 octets, 4 within 3 percent in 1,344.</param>
public sealed class RttHistogram(int bits)
{
    /// <summary>The longest time that is told apart.</summary>
    public const long Longest = (1L << MaximumBits) - 1;

    private const int MaximumBits = 24;

    private readonly uint[] _buckets = new uint[(MaximumBits - bits + 1) << bits];

    /// <summary>Number of buckets.</summary>
    public int Length => _buckets.Length;

    /// <summary>Counts one; owner only.</summary>
    public void Record(long microseconds)
    {
        ref var bucket = ref _buckets[IndexOf(microseconds)];
        if (bucket == uint.MaxValue)
        {
            Halve();
        }

        Volatile.Write(ref bucket, bucket + 1);
    }

    /// <summary>Forgets everything; owner only.</summary>
    public void Clear() => Array.Clear(_buckets);

    /// <summary>Adds the counts to <paramref name="sums"/>, which has room for <see cref="Length"/>.</summary>
    public void AddTo(Span<ulong> sums)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            sums[i] += Volatile.Read(ref _buckets[i]);
        }
    }

    /// <summary>The time that <paramref name="fraction"/> of what was counted does not exceed; 0 when nothing was.</summary>
    /// <param name="sums">Counts of one or several histograms of this resolution.</param>
    /// <param name="fraction">0.5 for the median.</param>
    public double Percentile(ReadOnlySpan<ulong> sums, double fraction)
    {
        ulong total = 0;
        foreach (var count in sums)
        {
            total += count;
        }

        var wanted = Math.Max(1, (ulong)Math.Ceiling(total * fraction));
        ulong seen = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            seen += sums[i];
            if (seen >= wanted && total > 0)
            {
                return Middle(i);
            }
        }

        return 0;
    }

    private int IndexOf(long microseconds)
    {
        var value = (uint)Math.Clamp(microseconds, 0, Longest);
        if (value < 1u << bits)
        {
            return (int)value;
        }

        var octave = BitOperations.Log2(value) - bits;
        return ((octave + 1) << bits) + (int)((value >> octave) & ((1u << bits) - 1));
    }

    private double Middle(int index)
    {
        if (index < 1 << bits)
        {
            return index;
        }

        var octave = (index >> bits) - 1;
        var first = ((index & ((1L << bits) - 1)) | (1L << bits)) << octave;
        return first + (((1L << octave) - 1) / 2.0);
    }

    // After four thousand million times in one bucket: the shape stays, later times weigh more.
    private void Halve()
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            Volatile.Write(ref _buckets[i], _buckets[i] / 2);
        }
    }
}
