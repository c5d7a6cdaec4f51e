using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>The answers to a request for leases of virtual addresses.</summary>
internal static class AddressLeaseList
{
    /// <summary>At least one answer.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">A member of the request makes no sense (INVALID_ARGUMENT).</exception>
    public static IEnumerable<V1.ListAddressLeasesResponse> Cut(RegistryView view, V1.ListAddressLeasesRequest request)
    {
        var conditions = new V1.ListAddressLeasesRequest(request) { PageSize = 0, PageToken = "" };
        ulong skip = PageToken.Read(request.PageToken, conditions);

        // One more than the page shows whether there is another one.
        int size = request.PageSize == 0 ? int.MaxValue : (int)Math.Min(request.PageSize, int.MaxValue - 1);
        AddressLease[] found = [.. Matching(view, request).Skip((int)Math.Min(skip, int.MaxValue)).Take(request.PageSize == 0 ? size : size + 1)];
        int count = Math.Min(found.Length, size);
        string next = count < found.Length ? PageToken.For(skip + (ulong)count, conditions) : "";
        int sent = 0;
        return found.Take(count).Chunk(TunnelBatches.LargestBatch).DefaultIfEmpty([]).Select(batch =>
        {
            sent += batch.Length;
            return new V1.ListAddressLeasesResponse
            {
                AsOf = WireValues.Moment(view.AsOf),
                Leases = { batch.Select(AddressMapper.ToMessage) },
                NextPageToken = sent == count ? next : "",
            };
        });
    }

    private static IEnumerable<AddressLease> Matching(RegistryView view, V1.ListAddressLeasesRequest request) => view.AddressPools
        .Where(pool => (!request.HasVrf || pool.Vrf == request.Vrf) && (!request.HasPool || pool.Name == request.Pool))
        .SelectMany(static pool => pool.Leases.Values)
        .Where(lease => (!request.InUseOnly || lease.IsInUse)
            && (!request.HasVpn || lease.VpnName == request.Vpn)
            && (!request.HasIdentity || lease.Identity.Text == request.Identity));
}
