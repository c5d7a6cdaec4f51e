using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>The history as messages, in batches of one moment.</summary>
internal static class HistoryMapper
{
    /// <summary>Ended tunnels or children; at least one answer.</summary>
    public static IEnumerable<V1.ListHistoryResponse> Cut(RegistryView view, V1.ListHistoryRequest request)
    {
        HistoryView history = view.History;
        HistoryRange range = HistoryRange.Of(request);
        return request.Kind == V1.HistoryKind.Children
            ? range.Cut(history.Children, row => IsOf(request.Vpn, row.Tunnel.VpnName))
                .Select(batch => Answer(view, history.Children.Depth, history.Children.Dropped, batch.Next, children: batch.Rows))
            : range.Cut(history.Tunnels, row => IsOf(request.Vpn, row.Tunnel.VpnName))
                .Select(batch => Answer(view, history.Tunnels.Depth, history.Tunnels.Dropped, batch.Next, tunnels: batch.Rows));
    }

    /// <summary>Failures; at least one answer.</summary>
    public static IEnumerable<V1.ListFailuresResponse> Cut(RegistryView view, V1.ListFailuresRequest request) =>
        HistoryRange.Of(request).Cut(view.History.Failures, row => IsOf(request.Vpn, row.VpnName))
            .Select(batch => new V1.ListFailuresResponse
            {
                AsOf = WireValues.Moment(view.AsOf),
                Failures = { batch.Rows.Select(ToMessage) },
                Depth = (uint)view.History.FailureDepth,
                Dropped = view.History.Failures.Dropped,
                NextPageToken = batch.Next,
            });

    public static V1.FailureRecord ToMessage(FailureRecord failure) => new()
    {
        Number = failure.Number,
        At = WireValues.Moment(failure.At),
        Phase = EnumMapper.ToMessage(failure.Phase),
        Vpn = failure.VpnName,
        Vrf = failure.Vrf,
        TunnelId = failure.TunnelId.Value,
        SecurityPolicy = failure.PolicyName,
        ChildSpi = failure.ChildSpi,
        Local = failure.Local is { } local ? FactMapper.ToMessage(local) : null,
        Remote = failure.Remote is { } remote ? FactMapper.ToMessage(remote) : null,
        LocalIdentity = FactMapper.ToMessage(failure.LocalIdentity),
        RemoteIdentity = FactMapper.ToMessage(failure.RemoteIdentity),
        Reason = EnumMapper.ToMessage(failure.Reason),
        Cause = EnumMapper.ToMessage(failure.Cause),
        NotifyType = failure.NotifyType,
        NotifySent = failure.NotifySent,
        Text = failure.Text,
        PacketSource = failure.PacketSource?.ToString() ?? "",
        PacketDestination = failure.PacketDestination?.ToString() ?? "",
    };

    private static V1.EndedTunnel ToMessage(EndedTunnel ended) => new()
    {
        Number = ended.Number,
        TunnelId = ended.Tunnel.Id.Value,
        Vpn = ended.Tunnel.VpnName,
        Vrf = ended.Tunnel.Vrf,
        Local = FactMapper.ToMessage(ended.Tunnel.Local),
        Remote = FactMapper.ToMessage(ended.Tunnel.Remote),
        LocalIdentity = FactMapper.ToMessage(ended.Tunnel.LocalIdentity),
        RemoteIdentity = FactMapper.ToMessage(ended.Tunnel.RemoteIdentity),
        Encryption = FactMapper.ToMessage(ended.Tunnel.Encryption),
        Integrity = FactMapper.ToMessage(ended.Tunnel.Integrity),
        Prf = FactMapper.ToMessage(ended.Tunnel.Prf),
        KeyExchange = FactMapper.ToMessage(ended.Tunnel.KeyExchange),
        UpAt = WireValues.Moment(ended.UpAt),
        DownAt = WireValues.Moment(ended.DownAt),
        Reason = EnumMapper.ToMessage(ended.Reason),
        Text = ended.Text,
        Checkpoint = ended.IsCheckpoint,
        Counters = CounterMapper.ToMessage(ended.Counters),
        Traffic = CounterMapper.ToMessage(ended.Traffic),
    };

    private static V1.EndedChild ToMessage(EndedChild ended) => new()
    {
        Number = ended.Number,
        IkeTunnelId = ended.Tunnel.Id.Value,
        TunnelId = ended.Child.Id.Value,
        Vpn = ended.Tunnel.VpnName,
        Vrf = ended.Tunnel.Vrf,
        SecurityPolicy = ended.PolicyName,
        Local = FactMapper.ToMessage(ended.Child.Local),
        Remote = FactMapper.ToMessage(ended.Child.Remote),
        LocalSelectors = { ended.Child.LocalSelectors.Select(FactMapper.ToMessage) },
        RemoteSelectors = { ended.Child.RemoteSelectors.Select(FactMapper.ToMessage) },
        SpiIn = ended.Child.SpiIn,
        SpiOut = ended.Child.SpiOut,
        UpAt = WireValues.Moment(ended.UpAt),
        DownAt = WireValues.Moment(ended.DownAt),
        Reason = EnumMapper.ToMessage(ended.Reason),
        Cause = EnumMapper.ToMessage(ended.Cause),
        Checkpoint = ended.IsCheckpoint,
        Pairs = ended.Pairs,
        Rekeys = ended.Rekeys,
        Traffic = CounterMapper.ToMessage(ended.Traffic),
    };

    private static V1.ListHistoryResponse Answer(
        RegistryView view, int depth, ulong dropped, string next, EndedTunnel[]? tunnels = null, EndedChild[]? children = null) => new()
        {
            AsOf = WireValues.Moment(view.AsOf),
            Depth = (uint)depth,
            Dropped = dropped,
            Tunnels = { (tunnels ?? []).Select(ToMessage) },
            Children = { (children ?? []).Select(ToMessage) },
            NextPageToken = next,
        };

    private static bool IsOf(string vpn, string name) => vpn.Length == 0 || vpn == name;
}
