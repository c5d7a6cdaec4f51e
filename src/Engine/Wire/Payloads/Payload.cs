namespace MyIkev2.Engine.Wire;

/// <summary>
/// One payload of an IKE message. Values compare by content; those that were read hold slices of the message's
/// buffer (see <see cref="IkeMessage"/>).
/// </summary>
public abstract record Payload
{
    public abstract PayloadType Type { get; }

    /// <summary>
    /// The critical bit (RFC 7296 section 2.5): refuse the message if this type is unknown. Senders leave it
    /// clear on every payload that RFC 7296 defines.
    /// </summary>
    public bool Critical { get; init; }

    /// <summary>What the Next Payload field holds when it does not name the payload that follows.</summary>
    internal virtual PayloadType? FirstInnerType => null;

    /// <summary>Writes everything after the generic payload header.</summary>
    public abstract void WriteBody(ref WireWriter w);
}
