namespace MyIkev2.Engine.Wire;

/// <summary>
/// The Notify payload (RFC 7296 section 3.10). Notifies with a body of their own are read and made by the
/// types in Notifies.
/// </summary>
/// <param name="Protocol">Of the SA that <paramref name="Spi"/> names; without an SPI, none.</param>
/// <param name="Spi">The SA it is about; empty when it is about this IKE SA.</param>
/// <param name="NotifyType">What is notified; unknown ones are kept.</param>
/// <param name="Data">The notification data.</param>
public sealed record NotifyPayload(
    ProtocolId Protocol,
    ReadOnlyMemory<byte> Spi,
    NotifyType NotifyType,
    ReadOnlyMemory<byte> Data) : Payload
{
    /// <summary>A notify about this IKE SA.</summary>
    public NotifyPayload(NotifyType notifyType, ReadOnlyMemory<byte> data = default)
        : this(ProtocolId.None, default, notifyType, data)
    {
    }

    public override PayloadType Type => PayloadType.Notify;

    public bool IsError => NotifyType.IsError();

    public override void WriteBody(ref WireWriter w)
    {
        if (Spi.Length > byte.MaxValue)
        {
            w.Fail();
            return;
        }

        w.U8((byte)Protocol);
        w.U8((byte)Spi.Length);
        w.U16((ushort)NotifyType);
        w.Bytes(Spi.Span);
        w.Bytes(Data.Span);
    }

    public bool Equals(NotifyPayload? other) =>
        base.Equals(other)
        && Protocol == other.Protocol
        && NotifyType == other.NotifyType
        && Octets.Same(Spi, other.Spi)
        && Octets.Same(Data, other.Data);

    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), Protocol, NotifyType, Octets.Hash(Spi), Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        var protocol = (ProtocolId)reader.U8("N: protocol id");
        byte spiSize = reader.U8("N: SPI size");
        var type = (NotifyType)reader.U16("N: type");
        ReadOnlyMemory<byte> spi = reader.Memory(spiSize, "N: SPI");
        return new NotifyPayload(protocol, spi, type, reader.RestMemory()) { Critical = header.Critical };
    }
}
