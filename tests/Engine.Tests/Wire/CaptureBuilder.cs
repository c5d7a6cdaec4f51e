using System.Buffers.Binary;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Makes capture files of one frame, layer by layer.</summary>
internal static class CaptureBuilder
{
    private static readonly byte[] V4Source = [10, 66, 0, 1];
    private static readonly byte[] V4Destination = [10, 66, 0, 2];

    public static byte[] Udp(byte[] payload, int source = 500, int destination = 500)
    {
        int length = payload.Length + 8;
        return [.. U16(source), .. U16(destination), .. U16(length), 0, 0, .. payload];
    }

    public static byte[] Ipv4(byte[] payload, byte protocol = 17, int fragmentOffset = 0)
    {
        int length = payload.Length + 20;
        return
        [
            0x45, 0, .. U16(length), 0, 0, .. U16(fragmentOffset), 64, protocol, 0, 0,
            .. V4Source, .. V4Destination, .. payload,
        ];
    }

    /// <summary>With a destination options header in front of UDP.</summary>
    public static byte[] Ipv6(byte[] payload)
    {
        byte[] options = [17, 0, 1, 4, 0, 0, 0, 0];
        byte[] address = [0xFD, 0x66, .. new byte[13]];
        return
        [
            0x60, 0, 0, 0, .. U16(payload.Length + options.Length), 60, 64,
            .. address, 1, .. address, 2, .. options, .. payload,
        ];
    }

    /// <summary>A frame of <paramref name="linkType"/> around an IP packet.</summary>
    public static byte[] Frame(int linkType, byte[] packet, bool vlan = false)
    {
        byte[] etherType = packet[0] >> 4 == 4 ? [0x08, 0x00] : [0x86, 0xDD];
        return linkType switch
        {
            0 => [2, 0, 0, 0, .. packet],
            108 => [0, 0, 0, 2, .. packet],
            1 => [.. new byte[12], .. vlan ? (byte[])[0x81, 0, 0, 5] : [], .. etherType, .. packet],
            113 => [.. new byte[14], .. etherType, .. packet],
            276 => [.. etherType, .. new byte[18], .. packet],
            _ => packet,
        };
    }

    /// <summary>A classic capture file; the frame's time is 2001-09-09 01:46:40.5.</summary>
    public static byte[] Pcap(int linkType, byte[] frame, bool littleEndian = true, bool nanoseconds = false)
    {
        uint magic = nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4;
        uint fraction = nanoseconds ? 500_000_000u : 500_000u;
        byte[] N32(uint value) => U32(value, littleEndian);
        byte[] version = littleEndian ? [2, 0, 4, 0] : [0, 2, 0, 4];
        return
        [
            .. N32(magic), .. version, .. N32(0), .. N32(0), .. N32(65535), .. N32((uint)linkType),
            .. N32(1_000_000_000), .. N32(fraction), .. N32((uint)frame.Length), .. N32((uint)frame.Length), .. frame,
        ];
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value, bool littleEndian)
    {
        var octets = new byte[4];
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        }

        return octets;
    }
}
