using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>The one's complement checksum of IP and its transport protocols (RFC 1071), and its incremental update (RFC 1624).</summary>
internal static class InternetChecksum
{
    private const int Ipv4ChecksumOffset = 10;

    /// <summary>The sum of <paramref name="octets"/> as 16-bit words, added to <paramref name="sum"/>. An odd last octet counts as the high half of a word.</summary>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> octets)
    {
        // 32-bit words sum up to the same thing once folded; 2^32 of them would be needed to overflow.
        while (octets.Length >= 16)
        {
            sum += (ulong)BinaryPrimitives.ReadUInt32BigEndian(octets)
                + BinaryPrimitives.ReadUInt32BigEndian(octets[4..])
                + BinaryPrimitives.ReadUInt32BigEndian(octets[8..])
                + BinaryPrimitives.ReadUInt32BigEndian(octets[12..]);
            octets = octets[16..];
        }

        while (octets.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
            octets = octets[2..];
        }

        return octets.IsEmpty ? sum : sum + ((ulong)octets[0] << 8);
    }

    /// <summary>The checksum field for a sum.</summary>
    public static ushort Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum >> 16) + (sum & ushort.MaxValue);
        }

        return (ushort)~sum;
    }

    public static ushort Compute(ReadOnlySpan<byte> octets) => Fold(Add(0, octets));

    /// <summary>The sum of the pseudo-header of TCP, UDP and ICMPv6 (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    public static ulong PseudoHeader(IpAddress source, IpAddress destination, byte protocol, int length)
    {
        Span<byte> addresses = stackalloc byte[32];
        var count = source.WriteTo(addresses);
        count += destination.WriteTo(addresses[count..]);
        return Add((ulong)length + protocol, addresses[..count]);
    }

    /// <summary>Puts the checksum into an IPv4 header.</summary>
    public static void WriteIpv4(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4ChecksumOffset..], Compute(header));
    }

    /// <summary>Corrects an IPv4 header's checksum after one of its words changed (RFC 1624 equation 3); an error that was there stays one.</summary>
    public static void UpdateIpv4(Span<byte> header, ushort oldWord, ushort newWord)
    {
        var checksum = BinaryPrimitives.ReadUInt16BigEndian(header[Ipv4ChecksumOffset..]);
        var sum = (ulong)(ushort)~checksum + (ushort)~oldWord + newWord;
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4ChecksumOffset..], Fold(sum));
    }
}
