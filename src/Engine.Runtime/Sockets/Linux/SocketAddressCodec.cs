using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>sockaddr_in, sockaddr_in6 and the packet-info control messages, as octets.</summary>
internal static class SocketAddressCodec
{
    /// <summary>sizeof(struct sockaddr_in6)</summary>
    public const int MaximumAddressSize = 28;

    /// <summary>Room for the control messages that are asked for: packet info of either family, and the count of drops.</summary>
    public const int ControlSize = 96;

    private const int Ipv4AddressSize = 16;
    private const int Ipv4PacketInfoSize = 12;
    private const int Ipv6PacketInfoSize = 20;

    private static unsafe int ControlHeaderSize => sizeof(LibC.ControlHeader);

    public static IpEndpoint ReadAddress(ReadOnlySpan<byte> address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return MemoryMarshal.Read<ushort>(address) == LibC.AddressFamilyIpv6
            ? new IpEndpoint(IpAddress.FromBytes(address.Slice(8, 16)), port)
            : new IpEndpoint(IpAddress.FromBytes(address.Slice(4, 4)), port);
    }

    /// <summary>Returns the octets written.</summary>
    public static int WriteAddress(in IpEndpoint endpoint, Span<byte> destination)
    {
        var size = endpoint.Address.IsIpv6 ? MaximumAddressSize : Ipv4AddressSize;
        destination[..size].Clear();
        MemoryMarshal.Write(destination, endpoint.Address.IsIpv6 ? LibC.AddressFamilyIpv6 : LibC.AddressFamilyIpv4);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], endpoint.Port);
        endpoint.Address.WriteTo(destination[(endpoint.Address.IsIpv6 ? 8 : 4)..]);
        return size;
    }

    /// <summary>Reads what the system says about a datagram beside its octets.</summary>
    /// <param name="control">The control messages.</param>
    /// <param name="local">The own address it was sent to; "no address" when that is not said.</param>
    /// <param name="dropped">Datagrams that the socket had dropped before it; null when none, or not said.</param>
    public static void ReadControl(ReadOnlySpan<byte> control, out IpAddress local, out uint? dropped)
    {
        local = default;
        dropped = null;
        while (control.Length >= ControlHeaderSize)
        {
            var header = MemoryMarshal.Read<LibC.ControlHeader>(control);
            if (header.Length < (nuint)ControlHeaderSize || header.Length > (nuint)control.Length)
            {
                return;
            }

            var data = control[ControlHeaderSize..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (LibC.IpProtocolIpv4, LibC.Ipv4PacketInfo) when data.Length >= Ipv4PacketInfoSize:
                    // struct in_pktinfo { int ifindex; in_addr spec_dst; in_addr addr; }: spec_dst is the address to answer from.
                    local = IpAddress.FromBytes(data.Slice(4, 4));
                    break;
                case (LibC.IpProtocolIpv6, LibC.Ipv6PacketInfo) when data.Length >= Ipv6PacketInfoSize:
                    local = IpAddress.FromBytes(data[..16]);
                    break;
                case (LibC.SocketLevel, LibC.ReceiveQueueOverflow) when data.Length >= sizeof(uint):
                    dropped = MemoryMarshal.Read<uint>(data);
                    break;
            }

            control = control[Math.Min(Align((int)header.Length), control.Length)..];
        }
    }

    /// <summary>Writes the control message that makes a datagram leave from <paramref name="source"/>; returns the octets written.</summary>
    public static int WritePacketInfo(IpAddress source, Span<byte> destination)
    {
        var dataSize = source.IsIpv6 ? Ipv6PacketInfoSize : Ipv4PacketInfoSize;
        var size = Align(ControlHeaderSize + dataSize);
        destination[..size].Clear();
        MemoryMarshal.Write(destination, new LibC.ControlHeader
        {
            Length = (nuint)(ControlHeaderSize + dataSize),
            Level = source.IsIpv6 ? LibC.IpProtocolIpv6 : LibC.IpProtocolIpv4,
            Type = source.IsIpv6 ? LibC.Ipv6PacketInfo : LibC.Ipv4PacketInfo,
        });
        source.WriteTo(destination[(ControlHeaderSize + (source.IsIpv6 ? 0 : 4))..]);
        return size;
    }

    private static int Align(int size) => (size + nint.Size - 1) & ~(nint.Size - 1);
}
