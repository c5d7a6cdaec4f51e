using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>
/// struct virtio_net_hdr: what a TUN device opened with IFF_VNET_HDR puts before each packet, in the host's byte order. It says that a packet
/// stands for many (segmentation is still to be done), and that the checksum is still to be completed.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct VirtioNetHeader
{
    public const int Size = 10;

    public const byte NeedsChecksum = 1;

    public const byte None = 0;
    public const byte TcpIpv4 = 1;
    public const byte TcpIpv6 = 4;
    public const byte Udp = 5;
    public const byte CongestionNotified = 0x80;

    public byte Flags;
    public byte Segmentation;
    public ushort HeaderLength;
    public ushort SegmentSize;
    public ushort ChecksumStart;
    public ushort ChecksumOffset;

    public readonly byte SegmentationKind => (byte)(Segmentation & ~CongestionNotified);
}
