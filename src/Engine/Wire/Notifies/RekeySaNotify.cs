namespace MyIkev2.Engine.Wire;

/// <summary>
/// REKEY_SA: the Child SA to replace, by the SPI the sender expects in inbound packets (RFC 7296 section 1.3.3).
/// </summary>
public static class RekeySaNotify
{
    public static NotifyPayload Create(ProtocolId protocol, uint spi) =>
        ChildSpiNotify.Create(NotifyType.RekeySa, protocol, spi);

    /// <summary>False for another notify, and for one that names no AH or ESP SA.</summary>
    public static bool TryRead(NotifyPayload notify, out ProtocolId protocol, out uint spi) =>
        ChildSpiNotify.TryRead(notify, NotifyType.RekeySa, out protocol, out spi);
}
