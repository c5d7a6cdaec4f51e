namespace MyIkev2.Engine.Wire;

/// <summary>UNSUPPORTED_CRITICAL_PAYLOAD: one octet, the payload type (RFC 7296 section 2.5).</summary>
public static class UnsupportedCriticalPayloadNotify
{
    public static NotifyPayload Create(byte payloadType) =>
        new(NotifyType.UnsupportedCriticalPayload, new[] { payloadType });

    public static bool TryRead(NotifyPayload notify, out byte payloadType)
    {
        bool valid = notify.NotifyType == NotifyType.UnsupportedCriticalPayload && notify.Data.Length == 1;
        payloadType = valid ? notify.Data.Span[0] : (byte)0;
        return valid;
    }
}
