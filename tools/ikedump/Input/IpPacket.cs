using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;

namespace MyIkev2.IkeDump.Input;

/// <summary>Enough of an IP packet to find UDP and ESP in it; fragments are not put together.</summary>
internal readonly record struct IpPacket(
    IPAddress Source,
    IPAddress Destination,
    byte Protocol,
    bool IsLaterFragment,
    ReadOnlyMemory<byte> Payload,
    int MissingOctets)
{
    private const byte Udp = 17;
    private const byte Esp = 50;
    private const int UdpHeader = 8;

    public static bool TryRead(ReadOnlyMemory<byte> packet, out IpPacket ip)
    {
        ip = default;
        return (packet.IsEmpty ? 0 : packet.Span[0] >> 4) switch
        {
            4 => TryReadIpv4(packet, out ip),
            6 => TryReadIpv6(packet, out ip),
            _ => false,
        };
    }

    /// <summary>The datagram if it is one of IKE's; otherwise null.</summary>
    public CapturedDatagram? ToDatagram(CapturedFrame frame, DumpOptions options)
    {
        if (Protocol == Esp)
        {
            return new CapturedDatagram(
                frame.Number, Payload, Carrier.Esp, frame.Time, new(Source, 0), new(Destination, 0), MissingOctets);
        }

        if (Protocol != Udp || IsLaterFragment || Payload.Length < UdpHeader)
        {
            return null;
        }

        ReadOnlySpan<byte> header = Payload.Span;
        int source = BinaryPrimitives.ReadUInt16BigEndian(header);
        int destination = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        Carrier carrier = CarrierOf(source, destination, options);
        if (carrier == Carrier.Unknown)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(header[4..]) - UdpHeader;
        int available = Payload.Length - UdpHeader;
        length = length < 0 ? available : length;
        return new CapturedDatagram(
            frame.Number,
            Payload.Slice(UdpHeader, Math.Min(length, available)),
            carrier,
            frame.Time,
            new(Source, source),
            new(Destination, destination),
            Math.Max(0, length - available));
    }

    private static Carrier CarrierOf(int source, int destination, DumpOptions options)
    {
        bool Is(ImmutableArray<int> ports) => ports.Contains(source) || ports.Contains(destination);
        return Is(options.EncapsulatedPorts) ? Carrier.Encapsulated
            : Is(options.PlainPorts) ? Carrier.Ike
            : Carrier.Unknown;
    }

    private static bool TryReadIpv4(ReadOnlyMemory<byte> packet, out IpPacket ip)
    {
        ip = default;
        ReadOnlySpan<byte> octets = packet.Span;
        int header = (octets[0] & 0x0F) * 4;
        if (header < 20 || octets.Length < header)
        {
            return false;
        }

        int total = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        int fragmentOffset = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]) & 0x1FFF;

        // Segmentation offload leaves a zero length in captures: then the frame ends the packet.
        total = total < header ? octets.Length : total;
        ip = new IpPacket(
            new IPAddress(octets.Slice(12, 4)),
            new IPAddress(octets.Slice(16, 4)),
            octets[9],
            fragmentOffset != 0,
            packet[header..Math.Min(total, octets.Length)],
            Math.Max(0, total - octets.Length));
        return true;
    }

    private static bool TryReadIpv6(ReadOnlyMemory<byte> packet, out IpPacket ip)
    {
        ip = default;
        ReadOnlySpan<byte> octets = packet.Span;
        if (octets.Length < 40)
        {
            return false;
        }

        int total = 40 + BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        int end = Math.Min(total, octets.Length);
        byte next = octets[6];
        int at = 40;
        bool later = false;

        // Hop-by-hop, routing, destination options and fragment headers (RFC 8200 section 4).
        while (next is 0 or 43 or 44 or 60)
        {
            if (at + 8 > end)
            {
                return false;
            }

            later |= next == 44 && (BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 2)..]) & 0xFFF8) != 0;
            int size = next == 44 ? 8 : 8 * (octets[at + 1] + 1);
            next = octets[at];
            at += size;
        }

        if (at > end)
        {
            return false;
        }

        ip = new IpPacket(
            new IPAddress(octets.Slice(8, 16)),
            new IPAddress(octets.Slice(24, 16)),
            next,
            later,
            packet[at..end],
            Math.Max(0, total - octets.Length));
        return true;
    }
}
