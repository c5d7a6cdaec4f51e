using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>What can be said of an ESP or AH packet before its SA is known.</summary>
public static class ProtectedPacket
{
    private const int Ipv4HeaderLength = 20;
    private const int Ipv6HeaderLength = 40;

    /// <summary>Octets of AH before the SPI (RFC 4302 section 2): next header, payload length, reserved.</summary>
    private const int AhSpiOffset = 4;

    /// <summary>
    /// The SPI, which says who has the SA. False: too short, or an IP header that makes no sense. ESP starts with its SPI; AH stands behind the IP
    /// header, for IPv6 directly.
    /// </summary>
    public static bool TryReadSpi(PacketEncapsulation encapsulation, ReadOnlySpan<byte> packet, out uint spi)
    {
        var offset = 0;
        if (encapsulation == PacketEncapsulation.Ah)
        {
            offset = AhSpiOffset + (packet.IsEmpty ? 0 : (packet[0] >> 4) switch
            {
                4 => Math.Max(Ipv4HeaderLength, (packet[0] & 0x0f) * 4),
                6 => Ipv6HeaderLength,
                _ => packet.Length,
            });
        }

        spi = packet.Length >= offset + sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(packet[offset..]) : 0;
        return spi != 0;
    }
}
