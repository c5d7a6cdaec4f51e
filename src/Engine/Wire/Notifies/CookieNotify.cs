namespace MyIkev2.Engine.Wire;

/// <summary>COOKIE: 1 to 64 octets the initiator has to send back (RFC 7296 section 2.6).</summary>
public static class CookieNotify
{
    public const int MaximumSize = 64;

    public static NotifyPayload Create(ReadOnlyMemory<byte> cookie) => new(NotifyType.Cookie, cookie);

    /// <summary>False for another notify, and for a size the RFC does not allow.</summary>
    public static bool TryRead(NotifyPayload notify, out ReadOnlyMemory<byte> cookie)
    {
        bool valid = notify.NotifyType == NotifyType.Cookie && notify.Data.Length is >= 1 and <= MaximumSize;
        cookie = valid ? notify.Data : default;
        return valid;
    }
}
