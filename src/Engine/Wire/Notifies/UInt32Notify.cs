using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// The notifies whose data is one 32-bit number: SET_WINDOW_SIZE (RFC 7296 section 2.3), INVALID_MESSAGE_ID
/// (section 2.3) and AUTH_LIFETIME in seconds (RFC 4478 section 3).
/// </summary>
public static class UInt32Notify
{
    public static NotifyPayload Create(NotifyType type, uint value)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        return new NotifyPayload(type, data);
    }

    public static bool TryRead(NotifyPayload notify, NotifyType type, out uint value)
    {
        bool valid = notify.NotifyType == type && notify.Data.Length == 4;
        value = valid ? BinaryPrimitives.ReadUInt32BigEndian(notify.Data.Span) : 0;
        return valid;
    }
}
