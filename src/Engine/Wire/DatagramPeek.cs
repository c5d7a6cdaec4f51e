using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>What a datagram on an IKE port is.</summary>
public enum DatagramKind : byte
{
    Garbage,
    Ike,
    Esp,
    Keepalive,
}

/// <summary>
/// Stage one of reading: enough of a datagram to route or drop it, without allocation and without trust.
/// </summary>
/// <remarks>
/// On a port that carries UDP-encapsulated ESP (RFC 3948 section 2) four zero octets mark IKE, one octet 0xFF is a
/// keepalive, and everything else is ESP. IKE of any major version passes, so that a higher one can be
/// answered with INVALID_MAJOR_VERSION (RFC 7296 section 2.5).
/// </remarks>
public readonly record struct DatagramPeek(
    DatagramKind Kind,
    int IkeOffset,
    ulong InitiatorSpi,
    ulong ResponderSpi,
    ExchangeType Exchange,
    IkeHeaderFlags Flags,
    uint MessageId,
    uint EspSpi,
    byte MajorVersion)
{
    /// <summary>Octets of the non-ESP marker.</summary>
    public const int MarkerSize = 4;

    private const byte KeepaliveOctet = 0xFF;
    private const int EspHeaderSize = 8;

    public bool IsResponse => (Flags & IkeHeaderFlags.Response) != 0;

    public bool IsFromInitiator => (Flags & IkeHeaderFlags.Initiator) != 0;

    public static DatagramPeek Inspect(ReadOnlySpan<byte> datagram, bool nonEspMarkerExpected)
    {
        if (!nonEspMarkerExpected)
        {
            return InspectIke(datagram, 0);
        }

        if (datagram.Length == 1 && datagram[0] == KeepaliveOctet)
        {
            return new DatagramPeek { Kind = DatagramKind.Keepalive };
        }

        if (datagram.Length < EspHeaderSize)
        {
            return default;
        }

        uint first = BinaryPrimitives.ReadUInt32BigEndian(datagram);
        return first == 0
            ? InspectIke(datagram[MarkerSize..], MarkerSize)
            : new DatagramPeek { Kind = DatagramKind.Esp, EspSpi = first };
    }

    private static DatagramPeek InspectIke(ReadOnlySpan<byte> message, int offset)
    {
        if (IkeHeader.TryRead(message, out IkeHeader header).IsError
            || header.Length != (uint)message.Length
            || header.InitiatorSpi == 0)
        {
            return default;
        }

        return new DatagramPeek(
            DatagramKind.Ike,
            offset,
            header.InitiatorSpi,
            header.ResponderSpi,
            header.Exchange,
            header.Flags,
            header.MessageId,
            0,
            header.MajorVersion);
    }
}
