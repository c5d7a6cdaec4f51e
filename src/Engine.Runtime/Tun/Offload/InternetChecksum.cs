using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>
/// The Internet checksum (RFC 1071). Sums are taken over words in the host's order, which section 2(B) of the RFC allows: results are written back
/// in the same order.
/// </summary>
internal static class InternetChecksum
{
    // 32,768 words in a lane fit into 32 bits; no packet is that long.
    private const int MaximumVectored = 512 * 1024;

    /// <summary>Adds octets to a running sum; only the last call of a checksum may bring an odd number.</summary>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> octets)
    {
        if (Vector256.IsHardwareAccelerated && octets.Length >= 2 * Vector256<byte>.Count)
        {
            sum = AddWithCarry(sum, AddVectors(ref octets));
        }

        while (octets.Length >= sizeof(ulong))
        {
            sum = AddWithCarry(sum, MemoryMarshal.Read<ulong>(octets));
            octets = octets[sizeof(ulong)..];
        }

        if (octets.Length >= sizeof(uint))
        {
            sum = AddWithCarry(sum, MemoryMarshal.Read<uint>(octets));
            octets = octets[sizeof(uint)..];
        }

        if (octets.Length >= sizeof(ushort))
        {
            sum = AddWithCarry(sum, MemoryMarshal.Read<ushort>(octets));
            octets = octets[sizeof(ushort)..];
        }

        if (octets.Length == 1)
        {
            sum = AddWithCarry(sum, BitConverter.IsLittleEndian ? octets[0] : (ulong)octets[0] << 8);
        }

        return sum;
    }

    /// <summary>Adds one word that is given as a number.</summary>
    public static ulong Add(ulong sum, ushort word) =>
        AddWithCarry(sum, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);

    /// <summary>The sum of the pseudo header of TCP and UDP (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    /// <param name="addresses">Source and destination, 8 or 32 octets.</param>
    /// <param name="protocol">6 or 17.</param>
    /// <param name="length">Octets of the transport header and what follows.</param>
    public static ulong PseudoHeader(ReadOnlySpan<byte> addresses, byte protocol, int length) =>
        Add(Add(Add(0, addresses), protocol), (ushort)length);

    /// <summary>The sum in 16 bits, not complemented.</summary>
    public static ushort Fold(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)sum;
    }

    /// <summary>Writes the complement of a sum into a checksum field.</summary>
    public static void Write(Span<byte> field, ulong sum) => MemoryMarshal.Write(field, (ushort)~Fold(sum));

    /// <summary>
    /// Sums all but the last octets and cuts them off. Each 32-bit lane takes the two halves of a word, 65,535 at most, so that a lane has room for more
    /// than any packet holds.
    /// </summary>
    private static ulong AddVectors(ref ReadOnlySpan<byte> octets)
    {
        ref var start = ref MemoryMarshal.GetReference(octets);
        var halves = Vector256.Create(0xffffu);
        var first = Vector256<uint>.Zero;
        var second = Vector256<uint>.Zero;
        var offset = 0;
        var end = Math.Min(octets.Length, MaximumVectored) - (2 * Vector256<byte>.Count);
        for (; offset <= end; offset += 2 * Vector256<byte>.Count)
        {
            var one = Vector256.LoadUnsafe(ref start, (nuint)offset).AsUInt32();
            var two = Vector256.LoadUnsafe(ref start, (nuint)(offset + Vector256<byte>.Count)).AsUInt32();
            first += (one & halves) + (one >>> 16);
            second += (two & halves) + (two >>> 16);
        }

        octets = octets[offset..];
        var (lower, upper) = Vector256.Widen(first);
        var (lower2, upper2) = Vector256.Widen(second);
        return Vector256.Sum(lower + upper + lower2 + upper2);
    }

    private static ulong AddWithCarry(ulong sum, ulong value)
    {
        sum += value;
        return sum < value ? sum + 1 : sum;
    }
}
