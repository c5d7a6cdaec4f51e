using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>INVALID_KE_PAYLOAD: the method the sender wants instead (RFC 7296 section 1.3), two octets.</summary>
public static class InvalidKeNotify
{
    public static NotifyPayload Create(KeyExchangeId wanted)
    {
        var data = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)wanted);
        return new NotifyPayload(NotifyType.InvalidKePayload, data);
    }

    public static bool TryRead(NotifyPayload notify, out KeyExchangeId wanted)
    {
        bool valid = notify.NotifyType == NotifyType.InvalidKePayload && notify.Data.Length == 2;
        wanted = valid ? (KeyExchangeId)BinaryPrimitives.ReadUInt16BigEndian(notify.Data.Span) : KeyExchangeId.None;
        return valid;
    }
}
