using System.Buffers.Binary;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Sessions;

/// <summary>A copy of an IP packet for a collector: the packet as it is, behind a GRE header without options (RFC 2784) and an IP header.</summary>
internal static class GreCopy
{
    /// <summary>What a copy is longer than its packet, at most.</summary>
    public const int LongestHeaders = IpHeader.Ipv6Length + GreLength;

    private const int GreLength = 4;
    private const byte Gre = 47;
    private const ushort EtherTypeIpv4 = 0x0800;
    private const ushort EtherTypeIpv6 = 0x86DD;

    /// <summary>Builds the copy; the result is its length, 0 when it would be longer than an IP packet can be.</summary>
    /// <param name="packet">The packet, as long as its header says.</param>
    /// <param name="isIpv6">Its family.</param>
    /// <param name="source">Own address, of the collector's family.</param>
    /// <param name="collector">Who gets it.</param>
    /// <param name="identification">For the IPv4 header: the copy may be fragmented on its way.</param>
    /// <param name="room">At least as long as the packet and <see cref="LongestHeaders"/>.</param>
    public static int Build(ReadOnlySpan<byte> packet, bool isIpv6, IpAddress source, IpAddress collector, ushort identification, Span<byte> room)
    {
        var header = IpHeader.LengthFor(collector.IsIpv6);
        var length = header + GreLength + packet.Length;
        if (length > ushort.MaxValue)
        {
            return 0;
        }

        var copy = room[..length];
        new IpHeader(source, collector, Gre, 0) { Identification = identification }.Write(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy[header..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(copy[(header + 2)..], isIpv6 ? EtherTypeIpv6 : EtherTypeIpv4);
        packet.CopyTo(copy[(header + GreLength)..]);
        return length;
    }
}
