using System.Buffers.Binary;

namespace MyIkev2.Fuzz;

/// <summary>
/// Makes new inputs from old ones; the same seed gives the same inputs. Mutations know that the formats are
/// big-endian with 8-, 16- and 32-bit counts and lengths, and nothing more.
/// </summary>
public sealed class Mutator(int seed)
{
    private const int MaximumLength = 4096;

    private static readonly uint[] Edges =
        [0, 1, 2, 3, 4, 5, 7, 8, 16, 27, 28, 127, 128, 255, 256, 257, 32767, 32768, 65535, 65536, int.MaxValue, uint.MaxValue];

    private readonly Random _random = new(seed);

    /// <summary>A mutation of one of <paramref name="seeds"/>, or random octets when there are none.</summary>
    public byte[] Next(IReadOnlyList<byte[]> seeds)
    {
        byte[] input = seeds.Count == 0 ? Noise(_random.Next(256)) : seeds[_random.Next(seeds.Count)];
        int rounds = 1 << _random.Next(4);
        for (int i = 0; i < rounds; i++)
        {
            input = Mutate(input, seeds);
        }

        return input.Length <= MaximumLength ? input : input[..MaximumLength];
    }

    private byte[] Mutate(byte[] input, IReadOnlyList<byte[]> seeds)
    {
        if (input.Length == 0)
        {
            return Noise(1 + _random.Next(64));
        }

        int at = _random.Next(input.Length);
        return _random.Next(10) switch
        {
            0 => Edit(input, copy => copy[at] ^= (byte)(1 << _random.Next(8))),
            1 => Edit(input, copy => copy[at] = (byte)_random.Next(256)),
            2 => Edit(input, copy => copy[at] = (byte)Edges[_random.Next(Edges.Length)]),
            3 => Edit(input, copy => Put(copy, at, 2, Edges[_random.Next(Edges.Length)])),
            4 => Edit(input, copy => Put(copy, at, 4, Edges[_random.Next(Edges.Length)])),
            5 => Edit(input, copy => copy[at] += (byte)(_random.Next(9) - 4)),
            6 => input[..at],
            7 => Splice(input.AsSpan(0, at), Noise(1 + _random.Next(16)), input.AsSpan(at)),
            8 => Repeat(input, at),
            _ => Cross(input, at, seeds),
        };
    }

    private byte[] Repeat(byte[] input, int at)
    {
        int length = 1 + _random.Next(Math.Min(64, input.Length - at));
        ReadOnlySpan<byte> block = input.AsSpan(at, length);
        return _random.Next(2) == 0
            ? Splice(input.AsSpan(0, at), block, input.AsSpan(at))
            : Splice(input.AsSpan(0, at), [], input.AsSpan(at + length));
    }

    private byte[] Cross(byte[] input, int at, IReadOnlyList<byte[]> seeds)
    {
        if (seeds.Count == 0)
        {
            return input;
        }

        byte[] other = seeds[_random.Next(seeds.Count)];
        return Splice(input.AsSpan(0, at), [], other.AsSpan(Math.Min(at, other.Length)));
    }

    private byte[] Noise(int length)
    {
        var octets = new byte[length];
        _random.NextBytes(octets);
        return octets;
    }

    private static byte[] Edit(byte[] input, Action<byte[]> edit)
    {
        var copy = (byte[])input.Clone();
        edit(copy);
        return copy;
    }

    private static void Put(byte[] copy, int at, int size, uint value)
    {
        if (at + size > copy.Length)
        {
            return;
        }

        if (size == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at), value);
        }
    }

    private static byte[] Splice(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail) =>
        [.. head, .. middle, .. tail];
}
