namespace MyIkev2.Engine.Wire;

/// <summary>
/// NO_NATS_ALLOWED: the addresses and ports that its message left with, 12 or 36 octets: source address, destination address, source port, destination
/// port (RFC 4555 section 4.2.6).
/// </summary>
public static class NoNatsAllowedNotify
{
    public static NotifyPayload Create(in IpEndpoint source, in IpEndpoint destination)
    {
        var data = new byte[source.Address.Length + destination.Address.Length + 4];
        var writer = new WireWriter(data);
        writer.Bytes(source.Address.ToBytes());
        writer.Bytes(destination.Address.ToBytes());
        writer.U16(source.Port);
        writer.U16(destination.Port);
        return new NotifyPayload(NotifyType.NoNatsAllowed, data);
    }

    /// <summary>True when the message came as it left. A body of any other size does not match.</summary>
    public static bool Matches(NotifyPayload notify, in IpEndpoint source, in IpEndpoint destination) =>
        notify.NotifyType == NotifyType.NoNatsAllowed && notify.Data.Span.SequenceEqual(Create(source, destination).Data.Span);
}
