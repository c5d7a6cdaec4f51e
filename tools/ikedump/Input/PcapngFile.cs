using static MyIkev2.IkeDump.Input.PcapFile;

namespace MyIkev2.IkeDump.Input;

/// <summary>
/// The pcapng capture file (draft-ietf-opsawg-pcapng): sections, interfaces, enhanced and simple packets. Other
/// blocks are passed over.
/// </summary>
internal static class PcapngFile
{
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const uint ByteOrder = 0x1A2B3C4D;
    private const int LongestBlock = 16 * 1024 * 1024;
    private const int TimeResolution = 9;

    /// <summary>The magic reads the same in both byte orders.</summary>
    public static bool IsMagic(uint littleEndian) => littleEndian == SectionHeader;

    /// <summary>Reads what follows <paramref name="magic"/>. A last block that is cut off ends the file.</summary>
    public static IEnumerable<CapturedFrame> Read(Stream input, byte[] magic)
    {
        var interfaces = new List<Interface>();
        bool littleEndian = true;
        int number = 0;
        var header = new byte[8];
        magic.CopyTo(header, 0);
        int have = magic.Length;
        while (input.ReadAtLeast(header.AsSpan(have), header.Length - have, throwOnEndOfStream: false) == header.Length - have)
        {
            have = 0;
            byte[]? body = ReadBody(input, header, ref littleEndian, interfaces);
            if (body is null)
            {
                yield break;
            }

            switch (U32(header, 0, littleEndian))
            {
                case InterfaceDescription when body.Length >= 8:
                    interfaces.Add(Interface.Read(body, littleEndian));
                    break;
                case EnhancedPacket when body.Length >= 20:
                    yield return Enhanced(body, littleEndian, interfaces, ++number);
                    break;
                case SimplePacket when body.Length >= 4:
                    int linkType = InterfaceAt(interfaces, 0, ++number).LinkType;
                    yield return new CapturedFrame(number, linkType, null, body.AsMemory(4));
                    break;
            }
        }
    }

    private static byte[]? ReadBody(Stream input, byte[] header, ref bool littleEndian, List<Interface> interfaces)
    {
        byte[] order = [];
        if (U32(header, 0, true) == SectionHeader)
        {
            // A new section: its byte order stands behind the length it decides about.
            order = new byte[4];
            if (input.ReadAtLeast(order, order.Length, throwOnEndOfStream: false) < order.Length)
            {
                return null;
            }

            littleEndian = U32(order, 0, true) == ByteOrder;
            if (!littleEndian && U32(order, 0, false) != ByteOrder)
            {
                throw new InputException("the capture file has a section of unknown byte order: it is damaged");
            }

            interfaces.Clear();
        }

        uint total = U32(header, 4, littleEndian);
        if (total < 12 + order.Length || total > LongestBlock)
        {
            throw new InputException($"the capture file has a block of {total} octets: it is damaged");
        }

        var rest = new byte[(int)total - header.Length - order.Length];
        return input.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) == rest.Length ? rest[..^4] : null;
    }

    private static CapturedFrame Enhanced(byte[] body, bool littleEndian, List<Interface> interfaces, int number)
    {
        Interface source = InterfaceAt(interfaces, U32(body, 0, littleEndian), number);
        uint length = U32(body, 12, littleEndian);
        if (length > body.Length - 20)
        {
            throw new InputException($"packet {number} claims {length} octets: the capture file is damaged");
        }

        ulong units = ((ulong)U32(body, 4, littleEndian) << 32) | U32(body, 8, littleEndian);
        UInt128 ticks = (UInt128)units * TimeSpan.TicksPerSecond / source.UnitsPerSecond;
        DateTimeOffset? time = ticks <= (ulong)(DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks)
            ? DateTimeOffset.UnixEpoch.AddTicks((long)ticks)
            : null;
        return new CapturedFrame(number, source.LinkType, time, body.AsMemory(20, (int)length));
    }

    private static Interface InterfaceAt(List<Interface> interfaces, uint index, int number) =>
        index < interfaces.Count
            ? interfaces[(int)index]
            : throw new InputException($"packet {number} names interface {index}, which the capture file does not describe");

    private readonly record struct Interface(int LinkType, UInt128 UnitsPerSecond)
    {
        public static Interface Read(byte[] body, bool littleEndian)
        {
            int linkType = U16(body, 0, littleEndian);
            LinkLayer.Require(linkType);
            UInt128 unitsPerSecond = 1_000_000;
            for (int at = 8; at + 4 <= body.Length;)
            {
                int code = U16(body, at, littleEndian);
                int length = U16(body, at + 2, littleEndian);
                if (code == TimeResolution && length == 1 && at + 4 < body.Length)
                {
                    unitsPerSecond = Resolution(body[at + 4]);
                }

                at += 4 + ((length + 3) & ~3);
            }

            return new Interface(linkType, unitsPerSecond);
        }

        /// <summary>A power of ten, or with the top bit set a power of two.</summary>
        private static UInt128 Resolution(byte value)
        {
            int exponent = value & 0x7F;
            bool binary = (value & 0x80) != 0;
            if (exponent > (binary ? 64 : 19))
            {
                throw new InputException($"the capture file's time resolution {value} is beyond reason: it is damaged");
            }

            UInt128 units = 1;
            for (int i = 0; i < exponent; i++)
            {
                units *= binary ? 2u : 10u;
            }

            return units;
        }
    }
}
