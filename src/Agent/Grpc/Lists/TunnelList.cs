using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Agent.Grpc.Watching;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>The answers to a request for tunnels.</summary>
internal static class TunnelList
{
    /// <summary>At least one answer.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">A member of the request makes no sense (INVALID_ARGUMENT).</exception>
    public static IEnumerable<V1.ListTunnelsResponse> Cut(RegistryView view, V1.ListTunnelsRequest request)
    {
        TunnelFilter filter = FilterMapper.FromMessage(request.Filter);
        MessageMask? mask = WatchRequests.TunnelMask(request.FieldMask);
        bool pages = request.PageSize > 0 || request.PageToken.Length > 0;
        PageToken.RequireAlone(pages, request.Limit > 0 || request.AfterTunnelId > 0, "limit or after_tunnel_id");
        V1.TunnelFilter conditions = request.Filter ?? new V1.TunnelFilter();
        ulong after = pages ? PageToken.Read(request.PageToken, conditions) : request.AfterTunnelId;
        return TunnelBatches.Cut(view, filter, mask, request.BatchSize, pages ? request.PageSize : request.Limit, after).Select(batch => new V1.ListTunnelsResponse
        {
            AsOf = WireValues.Moment(view.AsOf),
            RegistryVersion = view.Version,
            Tunnels = { batch.Tunnels },
            NextPageToken = pages && batch.GoOnAfter is { } last ? PageToken.For(last.Value, conditions) : "",
        });
    }
}
