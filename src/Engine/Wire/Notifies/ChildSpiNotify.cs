using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>What the notifies that name one Child SA have in common: AH or ESP and a 4-octet SPI.</summary>
internal static class ChildSpiNotify
{
    private const int SpiSize = 4;

    public static NotifyPayload Create(NotifyType type, ProtocolId protocol, uint spi)
    {
        var octets = new byte[SpiSize];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi);
        return new NotifyPayload(protocol, octets, type, default);
    }

    public static bool TryRead(NotifyPayload notify, NotifyType type, out ProtocolId protocol, out uint spi)
    {
        bool valid = notify.NotifyType == type
            && notify.Protocol is ProtocolId.Ah or ProtocolId.Esp
            && notify.Spi.Length == SpiSize;
        protocol = valid ? notify.Protocol : ProtocolId.None;
        spi = valid ? BinaryPrimitives.ReadUInt32BigEndian(notify.Spi.Span) : 0;
        return valid;
    }
}
