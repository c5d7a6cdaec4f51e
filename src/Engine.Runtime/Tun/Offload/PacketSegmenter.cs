using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>
/// Makes ordinary packets of what a device with offload reads: completes checksums, and cuts a large TCP or UDP packet into those it stands for.
/// </summary>
/// <remarks>
/// Cutting is done in place. The header of each segment is written right before its payload, over payload that has been handed on already, so that
/// no payload is copied.
/// </remarks>
internal static class PacketSegmenter
{
    // Headers longer than this (IPv6 extension headers without end) are not cut but dropped.
    private const int MaximumHeader = 256;

    private const int Ipv6HeaderSize = 40;
    private const int UdpHeaderSize = 8;
    private const int MinimumTcpHeader = 20;
    private const byte TcpProtocol = 6;
    private const byte UdpProtocol = 17;
    private const byte FinAndPush = 0x09;
    private const byte CongestionWindowReduced = 0x80;

    /// <summary>Hands on the packets of which <paramref name="packet"/> consists and returns how many; 0 when it is not sound.</summary>
    public static int Segment(in VirtioNetHeader header, Span<byte> packet, IInnerPacketSink sink)
    {
        if (header.SegmentationKind == VirtioNetHeader.None)
        {
            if ((header.Flags & VirtioNetHeader.NeedsChecksum) != 0 && !CompleteChecksum(header, packet))
            {
                return 0;
            }

            sink.TakeInner(packet);
            return 1;
        }

        return TryReadHeaders(header, packet, out var headers) ? Cut(headers, header.SegmentSize, packet, sink) : 0;
    }

    /// <summary>The field holds the sum of the pseudo header; what follows <c>ChecksumStart</c> is still to be added.</summary>
    private static bool CompleteChecksum(in VirtioNetHeader header, Span<byte> packet)
    {
        var field = header.ChecksumStart + header.ChecksumOffset;
        if (field + sizeof(ushort) > packet.Length)
        {
            return false;
        }

        var checksum = (ushort)~InternetChecksum.Fold(InternetChecksum.Add(0, packet[header.ChecksumStart..]));

        // Zero says "no checksum" in UDP (RFC 768); its other form means the same sum everywhere.
        MemoryMarshal.Write(packet[field..], checksum == 0 ? ushort.MaxValue : checksum);
        return true;
    }

    private static bool TryReadHeaders(in VirtioNetHeader header, ReadOnlySpan<byte> packet, out Headers headers)
    {
        headers = default;
        if (packet.Length < 20)
        {
            return false;
        }

        var ipv6 = packet[0] >> 4 == 6;
        var transport = (header.Flags & VirtioNetHeader.NeedsChecksum) != 0 ? header.ChecksumStart : ipv6 ? Ipv6HeaderSize : (packet[0] & 0xf) * 4;
        var isUdp = header.SegmentationKind == VirtioNetHeader.Udp;
        var known = header.SegmentationKind switch
        {
            VirtioNetHeader.TcpIpv4 => !ipv6,
            VirtioNetHeader.TcpIpv6 => ipv6,
            VirtioNetHeader.Udp => true,
            _ => false,
        };
        var least = isUdp ? UdpHeaderSize : MinimumTcpHeader;
        if (!known || transport < (ipv6 ? Ipv6HeaderSize : 20) || transport + least > packet.Length)
        {
            return false;
        }

        var length = transport + (isUdp ? UdpHeaderSize : (packet[transport + 12] >> 4) * 4);
        headers = new Headers(ipv6, isUdp, transport, length);
        return header.SegmentSize > 0 && length >= transport + least && length < packet.Length && length <= MaximumHeader;
    }

    private static int Cut(in Headers headers, int segmentSize, Span<byte> packet, IInnerPacketSink sink)
    {
        Span<byte> template = stackalloc byte[MaximumHeader];
        template = template[..headers.Length];
        packet[..headers.Length].CopyTo(template);
        var payload = packet.Length - headers.Length;
        var count = 0;
        for (var offset = 0; offset < payload; offset += segmentSize)
        {
            var size = Math.Min(segmentSize, payload - offset);
            var segment = packet.Slice(offset, headers.Length + size);
            template.CopyTo(segment);
            WriteNetworkHeader(headers, segment, count);
            WriteTransportHeader(headers, segment, offset, isFirst: count == 0, isLast: offset + size == payload);
            sink.TakeInner(segment);
            count++;
        }

        return count;
    }

    private static void WriteNetworkHeader(in Headers headers, Span<byte> segment, int index)
    {
        if (headers.IsIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(segment[4..], (ushort)(segment.Length - Ipv6HeaderSize));
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)segment.Length);
        BinaryPrimitives.WriteUInt16BigEndian(segment[4..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(segment[4..]) + index));
        segment.Slice(10, 2).Clear();
        InternetChecksum.Write(segment[10..], InternetChecksum.Add(0, segment[..((segment[0] & 0xf) * 4)]));
    }

    private static void WriteTransportHeader(in Headers headers, Span<byte> segment, int offset, bool isFirst, bool isLast)
    {
        var transport = segment[headers.Transport..];
        var addresses = headers.IsIpv6 ? segment.Slice(8, 32) : segment.Slice(12, 8);
        if (headers.IsUdp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);
            transport.Slice(6, 2).Clear();
            var sum = InternetChecksum.Add(InternetChecksum.PseudoHeader(addresses, UdpProtocol, transport.Length), transport);
            var checksum = (ushort)~InternetChecksum.Fold(sum);
            MemoryMarshal.Write(transport[6..], checksum == 0 ? ushort.MaxValue : checksum);
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(transport[4..], BinaryPrimitives.ReadUInt32BigEndian(transport[4..]) + (uint)offset);
        if (!isLast)
        {
            transport[13] &= unchecked((byte)~FinAndPush);
        }

        if (!isFirst)
        {
            // RFC 3168 section 6.1.2: the sender says once that it has reduced its window.
            transport[13] &= unchecked((byte)~CongestionWindowReduced);
        }

        transport.Slice(16, 2).Clear();
        InternetChecksum.Write(transport[16..], InternetChecksum.Add(InternetChecksum.PseudoHeader(addresses, TcpProtocol, transport.Length), transport));
    }

    private readonly record struct Headers(bool IsIpv6, bool IsUdp, int Transport, int Length);
}
