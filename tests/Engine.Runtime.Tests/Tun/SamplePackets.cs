using System.Buffers.Binary;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>TCP and UDP packets with sound checksums, made octet by octet and without any code of the product.</summary>
internal static class SamplePackets
{
    public static byte[] Tcp(bool ipv6, int payload, uint sequence, byte flags = 0x10, ushort identification = 7, int fill = 0, ushort port = 5201, byte trafficClass = 0, uint acknowledgement = 99)
    {
        // Twelve octets of options: two NOPs and a time stamp.
        var transport = new byte[32 + payload];
        BinaryPrimitives.WriteUInt16BigEndian(transport, 40000);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(2), port);
        BinaryPrimitives.WriteUInt32BigEndian(transport.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(transport.AsSpan(8), acknowledgement);
        transport[12] = 0x80;
        transport[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(14), 500);
        new byte[] { 1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2 }.CopyTo(transport, 20);
        Fill(transport.AsSpan(32), fill);
        return Packet(ipv6, 6, transport, 16, identification, trafficClass);
    }

    public static byte[] Udp(bool ipv6, int payload, ushort identification = 7, int fill = 0)
    {
        var transport = new byte[8 + payload];
        BinaryPrimitives.WriteUInt16BigEndian(transport, 40000);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(2), 5201);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(4), (ushort)transport.Length);
        Fill(transport.AsSpan(8), fill);
        return Packet(ipv6, 17, transport, 6, identification, 0);
    }

    public static byte[] Packet(bool ipv6, byte protocol, byte[] transport, int checksumOffset, ushort identification = 7, byte trafficClass = 0)
    {
        var header = new byte[ipv6 ? 40 : 20];
        if (ipv6)
        {
            header[0] = (byte)(0x60 | (trafficClass >> 4));
            header[1] = (byte)(trafficClass << 4);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)transport.Length);
            header[6] = protocol;
            header[7] = 64;
            IpAddress.Parse("2001:db8::1").WriteTo(header.AsSpan(8));
            IpAddress.Parse("2001:db8::2").WriteTo(header.AsSpan(24));
        }
        else
        {
            header[0] = 0x45;
            header[1] = trafficClass;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(20 + transport.Length));
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), identification);
            header[8] = 64;
            header[9] = protocol;
            IpAddress.Parse("10.1.0.1").WriteTo(header.AsSpan(12));
            IpAddress.Parse("10.2.0.1").WriteTo(header.AsSpan(16));
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        }

        if (checksumOffset > 0)
        {
            var checksum = Checksum([.. header.AsSpan(ipv6 ? 8 : 12), 0, protocol, (byte)(transport.Length >> 8), (byte)transport.Length, .. transport]);
            BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(checksumOffset), checksum == 0 && protocol == 17 ? ushort.MaxValue : checksum);
        }

        return [.. header, .. transport];
    }

    /// <summary>RFC 1071, word by word.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            sum += (uint)(octets[i] << (i % 2 == 0 ? 8 : 0));
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static void Fill(Span<byte> octets, int first)
    {
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] = (byte)(((first + i) * 31) >> 3);
        }
    }
}
