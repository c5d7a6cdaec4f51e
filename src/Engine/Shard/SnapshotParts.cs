using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// Parts of snapshots that need not be made anew with each publication. What is ours (addresses, identity, selectors) is shared by all SAs that have it; what is
/// the peer's is taken over from the SA's snapshot before. Owned by one shard; what it gives out is immutable.
/// </summary>
internal sealed class SnapshotParts
{
    /// <summary>More than a gateway has of its own; where each SA has another, sharing gains nothing, and is started over.</summary>
    private const int MostShared = 256;

    private readonly Dictionary<IpEndpoint, EndpointInfo> _endpoints = [];
    private readonly Dictionary<Identity, IdentityInfo> _identities = [];
    private readonly Dictionary<TrafficSelector, SelectorInfo> _selectors = [];

    public EndpointInfo Local(in IpEndpoint endpoint)
    {
        if (!_endpoints.TryGetValue(endpoint, out var info))
        {
            Keep(_endpoints, endpoint, info = SnapshotBuilder.Describe(endpoint));
        }

        return info;
    }

    public static EndpointInfo Remote(in IpEndpoint endpoint, EndpointInfo? before) =>
        before is not null && before.Port == endpoint.Port && IpAddress.From(before.Address) == endpoint.Address ? before : SnapshotBuilder.Describe(endpoint);

    public IdentityInfo Local(Identity? identity)
    {
        if (identity is null)
        {
            return IdentityInfo.Unknown;
        }

        if (!_identities.TryGetValue(identity, out var info))
        {
            Keep(_identities, identity, info = SnapshotBuilder.Describe(identity));
        }

        return info;
    }

    public static IdentityInfo Remote(Identity? identity, IdentityInfo? before) =>
        before is not null && identity is not null && before.Type == (byte)identity.Type && before.Data.Span.SequenceEqual(identity.Data.AsSpan())
            ? before
            : SnapshotBuilder.Describe(identity);

    public SelectorInfo[] Local(IReadOnlyList<TrafficSelector> selectors)
    {
        var infos = new SelectorInfo[selectors.Count];
        for (var i = 0; i < infos.Length; i++)
        {
            var selector = selectors[i];
            if (!_selectors.TryGetValue(selector, out var info))
            {
                Keep(_selectors, selector, info = SnapshotBuilder.Describe(selector));
            }

            infos[i] = info;
        }

        return infos;
    }

    public static SelectorInfo[] Remote(IReadOnlyList<TrafficSelector> selectors)
    {
        var infos = new SelectorInfo[selectors.Count];
        for (var i = 0; i < infos.Length; i++)
        {
            infos[i] = SnapshotBuilder.Describe(selectors[i]);
        }

        return infos;
    }

    private static void Keep<TKey, TInfo>(Dictionary<TKey, TInfo> shared, TKey key, TInfo info)
        where TKey : notnull
    {
        if (shared.Count == MostShared)
        {
            shared.Clear();
        }

        shared.Add(key, info);
    }
}
