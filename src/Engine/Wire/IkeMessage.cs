namespace MyIkev2.Engine.Wire;

/// <summary>
/// One IKE message as read: header, payloads in wire order, and the octets themselves (AUTH signs them).
/// </summary>
/// <remarks>
/// Ownership: payloads hold slices of <see cref="Raw"/>. Whoever owns that buffer must neither change nor
/// recycle it while the message or any payload of it is in use; copy what has to outlive it.
/// </remarks>
public sealed class IkeMessage(IkeHeader header, IReadOnlyList<Payload> payloads, ReadOnlyMemory<byte> raw)
{
    public IkeHeader Header { get; } = header;

    public IReadOnlyList<Payload> Payloads { get; } = payloads;

    /// <summary>The whole message, without a non-ESP marker.</summary>
    public ReadOnlyMemory<byte> Raw { get; } = raw;

    /// <summary>The Encrypted payload, which is always the last one.</summary>
    public EncryptedPayload? Encrypted => Payloads is [.., EncryptedPayload last] ? last : null;

    /// <summary>The Encrypted Fragment payload (RFC 7383), which is always the last one.</summary>
    public EncryptedFragmentPayload? Fragment => Payloads is [.., EncryptedFragmentPayload last] ? last : null;

    public IEnumerable<NotifyPayload> Notifies => Payloads.OfType<NotifyPayload>();

    /// <summary>The first payload of type <typeparamref name="T"/>.</summary>
    public T? Find<T>()
        where T : Payload => Payloads.Find<T>();

    /// <summary>The first notify of type <paramref name="type"/>.</summary>
    public NotifyPayload? FindNotify(NotifyType type) => Payloads.FindNotify(type);
}
