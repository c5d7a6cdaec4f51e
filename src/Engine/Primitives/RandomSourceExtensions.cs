using System.Buffers.Binary;

namespace MyIkev2.Engine;

/// <summary>Numbers from an <see cref="IRandomSource"/>.</summary>
public static class RandomSourceExtensions
{
    public static ulong NextUInt64(this IRandomSource random)
    {
        Span<byte> octets = stackalloc byte[8];
        random.Fill(octets);
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }

    public static uint NextUInt32(this IRandomSource random) => (uint)random.NextUInt64();

    /// <summary>Uniform in [0, 1).</summary>
    public static double NextFraction(this IRandomSource random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform between zero and <paramref name="limit"/>.</summary>
    public static TimeSpan NextUpTo(this IRandomSource random, TimeSpan limit) => limit * random.NextFraction();

    public static byte[] NextBytes(this IRandomSource random, int count)
    {
        var octets = new byte[count];
        random.Fill(octets);
        return octets;
    }
}
