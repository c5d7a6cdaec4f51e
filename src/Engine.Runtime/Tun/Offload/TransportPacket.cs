using System.Buffers.Binary;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>What a coalescer does with a packet.</summary>
internal enum CoalesceKind
{
    /// <summary>Of no flow that is coalesced; it may leave at once.</summary>
    Foreign,

    /// <summary>Its flow cannot be told (fragments, options): it must not pass any packet.</summary>
    Unclear,

    /// <summary>Of a flow, but alone: it must not pass packets of its flow.</summary>
    Alone,

    /// <summary>May become part of an aggregate.</summary>
    Data,
}

/// <summary>Where the headers of a TCP or UDP packet lie.</summary>
internal readonly record struct TransportPacket(bool IsIpv6, bool IsUdp, int Transport, int HeaderLength, int PayloadLength, bool EndsAggregate)
{
    public const int Ipv6HeaderSize = 40;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Push = 0x08;
    public const byte DontFragment = 0x40;

    private const int Ipv4HeaderSize = 20;
    private const byte Acknowledgement = 0x10;

    /// <summary>Looks at a packet that is about to be written.</summary>
    public static CoalesceKind Inspect(ReadOnlySpan<byte> packet, out TransportPacket result)
    {
        result = default;
        if (packet.Length < Ipv4HeaderSize)
        {
            return CoalesceKind.Unclear;
        }

        switch (packet[0] >> 4)
        {
            case 4:
                if (packet[9] is not (Tcp or Udp))
                {
                    return CoalesceKind.Foreign;
                }

                // Options, fragments, or octets behind the packet.
                if (packet[0] != 0x45 || ((packet[6] & 0xbf) | packet[7]) != 0 || BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) != packet.Length)
                {
                    return CoalesceKind.Unclear;
                }

                return InspectTransport(packet, isIpv6: false, packet[9] == Udp, Ipv4HeaderSize, out result);
            case 6 when packet.Length >= Ipv6HeaderSize:
                if (packet[6] is not (Tcp or Udp))
                {
                    // ICMPv6 is no flow of ours; behind an extension header there may be anything.
                    return packet[6] == 58 ? CoalesceKind.Foreign : CoalesceKind.Unclear;
                }

                return BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != packet.Length - Ipv6HeaderSize
                    ? CoalesceKind.Unclear
                    : InspectTransport(packet, isIpv6: true, packet[6] == Udp, Ipv6HeaderSize, out result);
            default:
                return CoalesceKind.Unclear;
        }
    }

    public bool IsSameKind(in TransportPacket other) => IsIpv6 == other.IsIpv6 && IsUdp == other.IsUdp;

    /// <summary>Source and destination.</summary>
    public ReadOnlySpan<byte> AddressesOf(ReadOnlySpan<byte> packet) => IsIpv6 ? packet.Slice(8, 32) : packet.Slice(12, 8);

    private static CoalesceKind InspectTransport(ReadOnlySpan<byte> packet, bool isIpv6, bool isUdp, int offset, out TransportPacket result)
    {
        var transport = packet[offset..];
        var least = isUdp ? 8 : 20;
        var size = isUdp || transport.Length < least ? least : (transport[12] >> 4) * 4;
        result = new TransportPacket(isIpv6, isUdp, offset, offset + size, transport.Length - size, !isUdp && transport.Length >= least && (transport[13] & Push) != 0);
        if (transport.Length < least || size < least || size > transport.Length)
        {
            return CoalesceKind.Unclear;
        }

        var isData = result.PayloadLength > 0
            && (isUdp
                ? BinaryPrimitives.ReadUInt16BigEndian(transport[4..]) == transport.Length && (transport[6] | transport[7]) != 0
                : (transport[13] & ~Push) == Acknowledgement);
        return isData && HasSoundChecksum(packet, transport, result) ? CoalesceKind.Data : CoalesceKind.Alone;
    }

    /// <summary>
    /// The host takes the checksum of an aggregate on trust, so each packet's own must be right before; a wrong one goes to the host as it is, to be
    /// counted there.
    /// </summary>
    private static bool HasSoundChecksum(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> transport, in TransportPacket headers) =>
        (headers.IsIpv6 || InternetChecksum.IsSound(InternetChecksum.Add(0, packet[..headers.Transport])))
        && InternetChecksum.IsSound(InternetChecksum.Add(
            InternetChecksum.PseudoHeader(headers.AddressesOf(packet), headers.IsUdp ? Udp : Tcp, transport.Length), transport));
}
