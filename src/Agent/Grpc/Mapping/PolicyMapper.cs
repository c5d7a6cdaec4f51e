using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Manual tunnels and IP filters as messages.</summary>
internal static class PolicyMapper
{
    /// <summary>The most rows in one message.</summary>
    private const int LargestBatch = 512;

    /// <summary>All manual tunnels; at least one answer.</summary>
    public static IEnumerable<V1.ListManualTunnelsResponse> Cut(RegistryView view) => view.ManualTunnels
        .Chunk(LargestBatch)
        .DefaultIfEmpty([])
        .Select(batch => new V1.ListManualTunnelsResponse { AsOf = WireValues.Moment(view.AsOf), Tunnels = { batch.Select(ToMessage) } });

    /// <summary>The filters that are asked for; at least one answer.</summary>
    public static IEnumerable<V1.ListFiltersResponse> Cut(RegistryView view, V1.ListFiltersRequest request)
    {
        var filters = view.Filters(EnumMapper.FromMessage(request.Set));
        if (request.Limit > 0)
        {
            filters = filters.Take((int)Math.Min(request.Limit, int.MaxValue));
        }

        return filters
            .Chunk(LargestBatch)
            .DefaultIfEmpty([])
            .Select(batch => new V1.ListFiltersResponse { AsOf = WireValues.Moment(view.AsOf), Filters = { batch.Select(ToMessage) } });
    }

    private static V1.ManualTunnel ToMessage(ManualTunnelSnapshot tunnel) => new()
    {
        TunnelId = tunnel.Id.Value,
        Name = tunnel.Name,
        Vrf = tunnel.Vrf,
        VpnAction = tunnel.VpnAction,
        Active = tunnel.IsActive,
        Protocol = EnumMapper.ToMessage(tunnel.Protocol),
        Mode = EnumMapper.ToMessage(tunnel.Mode),
        LocalAddress = tunnel.Local.Address.ToString(),
        RemoteAddress = tunnel.Remote.Address.ToString(),
        SpiIn = tunnel.SpiIn,
        SpiOut = tunnel.SpiOut,
        Encryption = FactMapper.ToMessage(tunnel.Encryption),
        Integrity = FactMapper.ToMessage(tunnel.Integrity),
        LocalSelectors = { tunnel.LocalSelectors.Select(FactMapper.ToMessage) },
        RemoteSelectors = { tunnel.RemoteSelectors.Select(FactMapper.ToMessage) },
        Priority = (uint)tunnel.Priority,
        Problem = tunnel.Problem,
        ActivatedAt = WireValues.Moment(tunnel.ActivatedAt),
        Counters = CounterMapper.ToMessage(tunnel.Counters.Read()),
    };

    private static V1.IpFilter ToMessage(IpFilterSnapshot filter) => new()
    {
        Name = filter.Name,
        Vrf = filter.Vrf ?? "",
        Number = (uint)filter.Number,
        Vpn = filter.VpnName,
        VpnAction = filter.VpnAction,
        Kind = EnumMapper.ToMessage(filter.Kind),
        Action = EnumMapper.ToMessage(filter.Action),
        Local = FactMapper.ToMessage(filter.Local),
        Remote = FactMapper.ToMessage(filter.Remote),
        Active = filter.IsActive,
        OnDemand = filter.OnDemand,
        IpsecTunnelId = filter.IpsecTunnel?.Value ?? 0,
        ManualTunnelId = filter.ManualTunnel?.Value ?? 0,
        Priority = (uint)filter.Priority,
        CreatedAt = WireValues.Moment(filter.CreatedAt),
        UpdatedAt = WireValues.Moment(filter.UpdatedAt),
        OutMatches = filter.OutMatches,
        InMatches = filter.InMatches,
    };
}
