using System.Buffers.Binary;

namespace MyIkev2.IkeDump.Input;

/// <summary>Tells captures from text by their first octets.</summary>
public static class InputFormat
{
    /// <summary>The datagrams of <paramref name="input"/> that are IKE's business, as they are read.</summary>
    public static IEnumerable<CapturedDatagram> Read(Stream input, DumpOptions options)
    {
        var magic = new byte[4];
        int length = input.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        uint number = length == magic.Length ? BinaryPrimitives.ReadUInt32LittleEndian(magic) : 0;
        if (PcapFile.IsMagic(number))
        {
            return Datagrams(PcapFile.Read(input, magic), options);
        }

        if (PcapngFile.IsMagic(number))
        {
            return Datagrams(PcapngFile.Read(input, magic), options);
        }

        IEnumerable<byte[]> paragraphs = HexText.Read(new PrefixedStream(magic.AsMemory(0, length), input));
        return paragraphs.Select((octets, i) => new CapturedDatagram(i + 1, octets, Carrier.Unknown));
    }

    private static IEnumerable<CapturedDatagram> Datagrams(IEnumerable<CapturedFrame> frames, DumpOptions options)
    {
        foreach (CapturedFrame frame in frames)
        {
            if (LinkLayer.TryFindIp(frame, out ReadOnlyMemory<byte> packet)
                && IpPacket.TryRead(packet, out IpPacket ip)
                && ip.ToDatagram(frame, options) is { } datagram)
            {
                yield return datagram;
            }
        }
    }
}
