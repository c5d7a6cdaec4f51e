namespace MyIkev2.Engine.Wire;

/// <summary>
/// PPK_IDENTITY (RFC 8784 sections 4 and 5.1): in a request one octet of type and the identity of the key; in an answer nothing, to say that the key is used.
/// </summary>
public static class PpkIdentityNotify
{
    /// <summary>The identity is given to both sides out of band, and says the same each time.</summary>
    private const byte Fixed = 2;

    public static NotifyPayload Create(ReadOnlySpan<byte> identity) => new(NotifyType.PpkIdentity, (byte[])[Fixed, .. identity]);

    /// <summary>The answer that the key is used.</summary>
    public static NotifyPayload Accepted { get; } = new(NotifyType.PpkIdentity);

    /// <summary>False for identities of other types, which say nothing to us (PPK_ID_OPAQUE is 1), and for empty ones.</summary>
    public static bool TryRead(NotifyPayload notify, out ReadOnlyMemory<byte> identity)
    {
        identity = default;
        if (notify.NotifyType != NotifyType.PpkIdentity || notify.Data.Length < 2 || notify.Data.Span[0] != Fixed)
        {
            return false;
        }

        identity = notify.Data[1..];
        return true;
    }
}
