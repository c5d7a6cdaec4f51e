using System.Buffers.Binary;

namespace MyIkev2.IkeDump.Input;

/// <summary>Finds the IP packet in a frame; a new link type is one row.</summary>
internal static class LinkLayer
{
    private const int EthernetHeader = 12;
    private const ushort Ipv4 = 0x0800;
    private const ushort Ipv6 = 0x86DD;
    private const ushort Vlan = 0x8100;
    private const ushort ProviderVlan = 0x88A8;

    /// <summary>LINKTYPE_ number, name, and where the packet starts; -1 when the frame holds no IP.</summary>
    private static readonly (int LinkType, string Name, Func<ReadOnlyMemory<byte>, int> PacketOffset)[] Table =
    [
        (0, "NULL", _ => 4),
        (1, "ETHERNET", frame => BehindEtherType(frame.Span, EthernetHeader)),
        (12, "RAW (BSD)", _ => 0),
        (101, "RAW", _ => 0),
        (108, "LOOP", _ => 4),
        (113, "LINUX_SLL", frame => BehindEtherType(frame.Span, 14)),
        (228, "IPV4", _ => 0),
        (229, "IPV6", _ => 0),
        (276, "LINUX_SLL2", frame => EtherTypeAt(frame.Span, 0) is Ipv4 or Ipv6 ? 20 : -1),
    ];

    /// <summary>Fails with the list of known types when <paramref name="linkType"/> is none of them.</summary>
    public static void Require(int linkType)
    {
        if (!Table.Any(row => row.LinkType == linkType))
        {
            string known = string.Join(", ", Table.Select(row => $"{row.Name} ({row.LinkType})"));
            throw new InputException($"the capture's link type {linkType} is not supported; known are {known}");
        }
    }

    public static bool TryFindIp(CapturedFrame frame, out ReadOnlyMemory<byte> packet)
    {
        int offset = Table.First(row => row.LinkType == frame.LinkType).PacketOffset(frame.Octets);
        bool found = offset >= 0 && offset < frame.Octets.Length;
        packet = found ? frame.Octets[offset..] : default;
        return found;
    }

    private static int BehindEtherType(ReadOnlySpan<byte> frame, int at)
    {
        ushort type = EtherTypeAt(frame, at);
        while (type is Vlan or ProviderVlan)
        {
            at += 4;
            type = EtherTypeAt(frame, at);
        }

        return type is Ipv4 or Ipv6 ? at + 2 : -1;
    }

    private static ushort EtherTypeAt(ReadOnlySpan<byte> frame, int at) =>
        at + 2 <= frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[at..]) : (ushort)0;
}
