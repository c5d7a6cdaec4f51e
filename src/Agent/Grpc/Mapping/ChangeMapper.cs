using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>A change as a message.</summary>
internal static class ChangeMapper
{
    public static V1.TunnelChange ToMessage(TunnelChange change, TunnelParts parts) => new()
    {
        Kind = EnumMapper.ToMessage(change.Kind),
        At = WireValues.Moment(change.At),
        Tunnel = Tunnel(change.Tunnel, change.At, parts),
        Child = Child(change.Child),
        Previous = Tunnel(change.Previous, change.At, parts),
        PreviousChild = Child(change.PreviousChild),
        Reason = EnumMapper.ToMessage(change.Reason),
        Text = change.Text,
        Failure = change.Failure is { } failure ? HistoryMapper.ToMessage(failure) : null,
        TogglesPolicy = change.TogglesPolicy,
        CookiesDemanded = change.CookiesDemanded,
    };

    private static V1.IkeTunnel? Tunnel(IkeTunnelSnapshot? snapshot, DateTimeOffset at, TunnelParts parts) =>
        snapshot is null ? null : IkeTunnelMapper.ToMessage(new TunnelReading(snapshot, at), parts);

    private static V1.IpsecTunnel? Child(IpsecTunnelSnapshot? snapshot) =>
        snapshot is null ? null : IpsecTunnelMapper.ToMessage(new IpsecReading(snapshot, snapshot.Counters.Read()));
}
