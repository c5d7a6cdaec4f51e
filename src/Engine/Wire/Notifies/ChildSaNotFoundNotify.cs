namespace MyIkev2.Engine.Wire;

/// <summary>CHILD_SA_NOT_FOUND: the SPI of the REKEY_SA that met no SA (RFC 7296 section 2.25).</summary>
public static class ChildSaNotFoundNotify
{
    public static NotifyPayload Create(ProtocolId protocol, uint spi) =>
        ChildSpiNotify.Create(NotifyType.ChildSaNotFound, protocol, spi);

    /// <summary>False for another notify, and for one that names no AH or ESP SA.</summary>
    public static bool TryRead(NotifyPayload notify, out ProtocolId protocol, out uint spi) =>
        ChildSpiNotify.TryRead(notify, NotifyType.ChildSaNotFound, out protocol, out spi);
}
