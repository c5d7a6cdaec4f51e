using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>sockaddr_in, sockaddr_in6 and the packet-info control messages, as octets.</summary>
internal static class SocketAddressCodec
{
    /// <summary>sizeof(struct sockaddr_in6)</summary>
    public const int MaximumAddressSize = 28;

    /// <summary>Room for the control messages that are asked for: packet info of either family, traffic class, segment size, and the count of drops.</summary>
    public const int ControlSize = 128;

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
    public static void ReadControl(ReadOnlySpan<byte> control, out ReceivedControl result)
    {
        result = default;
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
                    result = result with { Local = IpAddress.FromBytes(data.Slice(4, 4)) };
                    break;
                case (LibC.IpProtocolIpv6, LibC.Ipv6PacketInfo) when data.Length >= Ipv6PacketInfoSize:
                    result = result with { Local = IpAddress.FromBytes(data[..16]) };
                    break;
                case (LibC.IpProtocolIpv4, LibC.Ipv4TypeOfService) when data.Length >= 1:
                    result = result with { TrafficClass = data[0] };
                    break;
                case (LibC.IpProtocolIpv6, LibC.Ipv6TrafficClass) when data.Length >= sizeof(int):
                    result = result with { TrafficClass = (byte)MemoryMarshal.Read<int>(data) };
                    break;
                case (LibC.UdpLevel, LibC.UdpReceiveOffload) when data.Length >= sizeof(int):
                    result = result with { SegmentSize = Math.Max(MemoryMarshal.Read<int>(data), 0) };
                    break;
                case (LibC.SocketLevel, LibC.ReceiveQueueOverflow) when data.Length >= sizeof(uint):
                    result = result with { Dropped = MemoryMarshal.Read<uint>(data) };
                    break;
            }

            control = control[Math.Min(Align((int)header.Length), control.Length)..];
        }
    }

    /// <summary>
    /// Writes the control messages that make a datagram leave from <paramref name="source"/> ("no address": the socket's own) with this traffic class;
    /// returns the octets written.
    /// </summary>
    public static int WriteSendControl(IpAddress source, byte trafficClass, bool isIpv6, Span<byte> destination)
    {
        var written = 0;
        if (!source.IsUnspecified)
        {
            var data = WriteHeader(destination, isIpv6 ? LibC.IpProtocolIpv6 : LibC.IpProtocolIpv4, isIpv6 ? LibC.Ipv6PacketInfo : LibC.Ipv4PacketInfo, isIpv6 ? Ipv6PacketInfoSize : Ipv4PacketInfoSize, ref written);
            source.WriteTo(data[(isIpv6 ? 0 : 4)..]);
        }

        if (trafficClass != 0)
        {
            var data = WriteHeader(destination[written..], isIpv6 ? LibC.IpProtocolIpv6 : LibC.IpProtocolIpv4, isIpv6 ? LibC.Ipv6TrafficClass : LibC.Ipv4TypeOfService, sizeof(int), ref written);
            MemoryMarshal.Write(data, (int)trafficClass);
        }

        return written;
    }

    /// <summary>Writes the control message of segmentation offload (UDP_SEGMENT); returns the octets written.</summary>
    public static int WriteSegmentSize(ushort size, Span<byte> destination)
    {
        var written = 0;
        MemoryMarshal.Write(WriteHeader(destination, LibC.UdpLevel, LibC.UdpSegment, sizeof(ushort), ref written), size);
        return written;
    }

    /// <summary>Octets that <see cref="WriteSegmentSize"/> writes.</summary>
    public static int SegmentSizeControl => Align(ControlHeaderSize + sizeof(ushort));

    private static Span<byte> WriteHeader(Span<byte> destination, int level, int type, int dataSize, ref int written)
    {
        var size = Align(ControlHeaderSize + dataSize);
        destination[..size].Clear();
        MemoryMarshal.Write(destination, new LibC.ControlHeader { Length = (nuint)(ControlHeaderSize + dataSize), Level = level, Type = type });
        written += size;
        return destination.Slice(ControlHeaderSize, dataSize);
    }

    private static int Align(int size) => (size + nint.Size - 1) & ~(nint.Size - 1);
}

/// <summary>What the system says about a datagram beside its octets.</summary>
/// <param name="Local">The own address it was sent to; "no address" when that is not said.</param>
/// <param name="TrafficClass">DSCP and ECN of its IP header; 0 when that is not said.</param>
/// <param name="SegmentSize">When it stands for several: the octets of each but the last; else 0.</param>
/// <param name="Dropped">Datagrams that the socket had dropped before it; null when none, or not said.</param>
internal readonly record struct ReceivedControl(IpAddress Local, byte TrafficClass, int SegmentSize, uint? Dropped);
