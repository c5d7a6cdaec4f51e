namespace MyIkev2.Engine.Wire;

/// <summary>COOKIE2: 8 to 64 octets that the other side has to send back (RFC 4555 section 4.2.5).</summary>
public static class Cookie2Notify
{
    public const int MinimumSize = 8;
    public const int MaximumSize = 64;

    public static NotifyPayload Create(ReadOnlyMemory<byte> cookie) => new(NotifyType.Cookie2, cookie);

    /// <summary>False for another notify, and for a size that the RFC does not allow.</summary>
    public static bool TryRead(NotifyPayload notify, out ReadOnlyMemory<byte> cookie)
    {
        var valid = notify.NotifyType == NotifyType.Cookie2 && notify.Data.Length is >= MinimumSize and <= MaximumSize;
        cookie = valid ? notify.Data : default;
        return valid;
    }
}
