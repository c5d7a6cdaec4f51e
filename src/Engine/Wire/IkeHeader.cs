using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>Flags of the IKE header; the reserved bits are dropped on receipt.</summary>
[Flags]
public enum IkeHeaderFlags : byte
{
    None = 0,

    /// <summary>Sent by the original initiator of this IKE SA.</summary>
    Initiator = 0x08,

    /// <summary>The sender speaks a higher major version; ignored on receipt.</summary>
    Version = 0x10,

    /// <summary>This message answers the request with the same message id.</summary>
    Response = 0x20,
}

/// <summary>
/// The fixed header of every IKE message (RFC 7296 section 3.1).
/// </summary>
/// <remarks><code>
///  0               8               16              24            31
/// |                     IKE SA initiator's SPI  (8)               |
/// |                     IKE SA responder's SPI  (8)               |
/// |  next payload | MjVer | MnVer | exchange type |     flags     |
/// |                         message id                            |
/// |                           length                              |
/// </code></remarks>
public readonly record struct IkeHeader(
    ulong InitiatorSpi,
    ulong ResponderSpi,
    PayloadType NextPayload,
    byte MajorVersion,
    byte MinorVersion,
    ExchangeType Exchange,
    IkeHeaderFlags Flags,
    uint MessageId,
    uint Length)
{
    public const int Size = 28;

    /// <summary>The major version this engine speaks.</summary>
    public const byte SupportedMajorVersion = 2;

    internal const int NextPayloadOffset = 16;
    internal const int VersionOffset = 17;
    internal const int LengthOffset = 24;

    private const IkeHeaderFlags KnownFlags =
        IkeHeaderFlags.Initiator | IkeHeaderFlags.Version | IkeHeaderFlags.Response;

    /// <summary>A header to send; <see cref="IkeMessageWriter"/> fills in next payload and length.</summary>
    public static IkeHeader ForSending(
        ulong initiatorSpi, ulong responderSpi, ExchangeType exchange, IkeHeaderFlags flags, uint messageId) =>
        new(initiatorSpi, responderSpi, PayloadType.None, SupportedMajorVersion, 0, exchange, flags, messageId, 0);

    public bool IsResponse => (Flags & IkeHeaderFlags.Response) != 0;

    public bool IsFromInitiator => (Flags & IkeHeaderFlags.Initiator) != 0;

    /// <summary>
    /// Reads the header of any major version: whoever wants to answer INVALID_MAJOR_VERSION needs its fields.
    /// </summary>
    public static WireError TryRead(ReadOnlySpan<byte> octets, out IkeHeader header)
    {
        // Every datagram comes through here, so it is one bounds check and plain loads.
        if (octets.Length < Size)
        {
            header = default;
            return new WireError(WireErrorCode.Truncated, octets.Length, "IKE header");
        }

        byte version = octets[VersionOffset];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(octets[LengthOffset..]);
        header = new IkeHeader(
            BinaryPrimitives.ReadUInt64BigEndian(octets),
            BinaryPrimitives.ReadUInt64BigEndian(octets[8..]),
            (PayloadType)octets[NextPayloadOffset],
            (byte)(version >> 4),
            (byte)(version & 0x0F),
            (ExchangeType)octets[18],
            (IkeHeaderFlags)octets[19] & KnownFlags,
            BinaryPrimitives.ReadUInt32BigEndian(octets[20..]),
            length);
        return length < Size
            ? new WireError(WireErrorCode.LengthMismatch, LengthOffset, "IKE header: length")
            : WireError.None;
    }

    public void Write(ref WireWriter writer)
    {
        writer.U64(InitiatorSpi);
        writer.U64(ResponderSpi);
        writer.U8((byte)NextPayload);
        writer.U8((byte)((MajorVersion << 4) | (MinorVersion & 0x0F)));
        writer.U8((byte)Exchange);
        writer.U8((byte)Flags);
        writer.U32(MessageId);
        writer.U32(Length);
    }
}
