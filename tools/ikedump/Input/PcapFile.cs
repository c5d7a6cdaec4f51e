using System.Buffers.Binary;

namespace MyIkev2.IkeDump.Input;

/// <summary>The classic capture file of libpcap (draft-ietf-opsawg-pcap), either byte order, micro- or nanoseconds.</summary>
internal static class PcapFile
{
    internal const int LongestFrame = 262144;

    private const uint Microseconds = 0xA1B2C3D4;
    private const uint Nanoseconds = 0xA1B23C4D;
    private const int HeaderRest = 20;
    private const int RecordHeader = 16;

    public static bool IsMagic(uint littleEndian) =>
        littleEndian is Microseconds or Nanoseconds
        || BinaryPrimitives.ReverseEndianness(littleEndian) is Microseconds or Nanoseconds;

    /// <summary>Reads what follows <paramref name="magic"/>. A last frame that is cut off ends the file.</summary>
    public static IEnumerable<CapturedFrame> Read(Stream input, byte[] magic)
    {
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(magic);
        bool littleEndian = first is Microseconds or Nanoseconds;
        bool nanoseconds = first is Nanoseconds || BinaryPrimitives.ReverseEndianness(first) is Nanoseconds;
        var header = new byte[HeaderRest];
        if (input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InputException("the capture file ends inside its header");
        }

        int linkType = (int)(U32(header, 16, littleEndian) & 0xFFFF);
        LinkLayer.Require(linkType);
        var record = new byte[RecordHeader];
        for (int number = 1; input.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length; number++)
        {
            uint length = U32(record, 8, littleEndian);
            if (length > LongestFrame)
            {
                throw new InputException($"frame {number} claims {length} octets: the capture file is damaged");
            }

            var frame = new byte[length];
            if (input.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            {
                yield break;
            }

            long ticks = U32(record, 4, littleEndian) * (nanoseconds ? 1L : 1000L) / 100;
            DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(U32(record, 0, littleEndian)).AddTicks(ticks);
            yield return new CapturedFrame(number, linkType, time, frame);
        }
    }

    internal static uint U32(ReadOnlySpan<byte> octets, int offset, bool littleEndian) => littleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(octets[offset..])
        : BinaryPrimitives.ReadUInt32BigEndian(octets[offset..]);

    internal static ushort U16(ReadOnlySpan<byte> octets, int offset, bool littleEndian) => littleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(octets[offset..])
        : BinaryPrimitives.ReadUInt16BigEndian(octets[offset..]);
}
