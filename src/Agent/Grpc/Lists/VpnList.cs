using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>The answers to a request for configured vpns.</summary>
internal static class VpnList
{
    /// <summary>At least one answer. Pages count in the order of the configuration: one that changes between two pages may shift them.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">A member of the request makes no sense (INVALID_ARGUMENT).</exception>
    public static IEnumerable<V1.ListVpnsResponse> Cut(RegistryView view, V1.ListVpnsRequest request)
    {
        var conditions = new V1.ListVpnsRequest();
        if (request.HasName)
        {
            conditions.Name = request.Name;
        }

        if (request.HasVrf)
        {
            conditions.Vrf = request.Vrf;
        }

        ulong skip = PageToken.Read(request.PageToken, conditions);
        VpnConfiguration[] found = [.. view.Configuration
            .Where(vpn => (!request.HasName || vpn.Name == request.Name) && (!request.HasVrf || vpn.Vrf == request.Vrf))
            .Skip((int)Math.Min(skip, int.MaxValue))];
        int count = request.PageSize == 0 ? found.Length : (int)Math.Min(request.PageSize, (uint)found.Length);
        string next = count < found.Length ? PageToken.For(skip + (ulong)count, conditions) : "";
        int sent = 0;
        return found.Take(count).Chunk(TunnelBatches.LargestBatch).DefaultIfEmpty([]).Select(batch =>
        {
            sent += batch.Length;
            return new V1.ListVpnsResponse { Vpns = { batch.Select(FactMapper.ToMessage) }, NextPageToken = sent == count ? next : "" };
        });
    }
}
