using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The one's complement checksum of IP and its transport protocols (RFC 1071), and its incremental update (RFC 1624). Sums are taken over words in
/// the host's order, which RFC 1071 section 2(B) allows: results are written back in the same order.
/// </summary>
internal static class InternetChecksum
{
    // 32,768 words in a lane fit into 32 bits; no packet is that long.
    private const int MaximumVectored = 512 * 1024;
    private const int Ipv4ChecksumOffset = 10;

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

    /// <summary>The same, of addresses that stand in a packet.</summary>
    /// <param name="addresses">Source and destination, 8 or 32 octets.</param>
    /// <param name="protocol">Of the transport.</param>
    /// <param name="length">Octets of the transport header and what follows.</param>
    public static ulong PseudoHeader(ReadOnlySpan<byte> addresses, byte protocol, int length) =>
        Add(Add(Add(0, addresses), protocol), (ushort)length);

    /// <summary>The sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    public static ulong PseudoHeader(IpAddress source, IpAddress destination, byte protocol, int length)
    {
        Span<byte> addresses = stackalloc byte[32];
        var count = source.WriteTo(addresses);
        count += destination.WriteTo(addresses[count..]);
        return PseudoHeader(addresses[..count], protocol, length);
    }

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

    /// <summary>True for a sum that took in a right checksum field.</summary>
    public static bool IsSound(ulong sum) => Fold(sum) == ushort.MaxValue;

    /// <summary>Puts the checksum into an IPv4 header.</summary>
    public static void WriteIpv4(Span<byte> header)
    {
        var field = header[Ipv4ChecksumOffset..];
        field[..sizeof(ushort)].Clear();
        Write(field, Add(0, header));
    }

    /// <summary>Corrects an IPv4 header's checksum after one of its words changed (RFC 1624 equation 3); an error that was there stays one.</summary>
    public static void UpdateIpv4(Span<byte> header, ushort oldWord, ushort newWord)
    {
        var field = header[Ipv4ChecksumOffset..];
        var sum = (ulong)(ushort)~MemoryMarshal.Read<ushort>(field);
        Write(field, Add(Add(sum, (ushort)~oldWord), newWord));
    }

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
