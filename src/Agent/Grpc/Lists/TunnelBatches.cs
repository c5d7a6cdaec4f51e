using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>Some of the tunnels that were asked for.</summary>
/// <param name="Tunnels">May be empty.</param>
/// <param name="GoOnAfter">In the last batch, when a limit has cut the list: the tunnel after which it goes on.</param>
internal readonly record struct TunnelBatch(IReadOnlyList<V1.IkeTunnel> Tunnels, TunnelId? GoOnAfter);

/// <summary>Cuts the tunnels of a view into batches: far fewer messages than one per tunnel, and never one that is too large.</summary>
internal static class TunnelBatches
{
    /// <summary>The most tunnels in one message. Between single messages and one giant one this size is measured to be the fastest.</summary>
    public const int LargestBatch = 256;

    /// <summary>
    /// Batches of at most <paramref name="batchSize"/> IKE SAs, at least one batch. All generations of a tunnel count as one towards
    /// <paramref name="limit"/>, so a page never ends inside a tunnel.
    /// </summary>
    public static IEnumerable<TunnelBatch> Cut(RegistryView view, TunnelFilter filter, MessageMask? mask = null, uint batchSize = 0, ulong limit = 0, ulong after = 0)
    {
        int size = batchSize == 0 ? LargestBatch : (int)Math.Min(batchSize, LargestBatch);
        TunnelParts parts = IkeTunnelMapper.PartsOf(mask);
        var batch = new List<V1.IkeTunnel>();
        ulong tunnels = 0;
        TunnelId last = default;
        foreach (IkeTunnelSnapshot snapshot in Select(view, filter, after))
        {
            if (snapshot.Id != last)
            {
                if (limit != 0 && tunnels == limit)
                {
                    yield return new TunnelBatch(batch, last);
                    yield break;
                }

                tunnels++;
                last = snapshot.Id;
            }

            if (batch.Count == size)
            {
                yield return new TunnelBatch(batch, null);
                batch = new List<V1.IkeTunnel>(size);
            }

            V1.IkeTunnel tunnel = IkeTunnelMapper.ToMessage(view.Read(snapshot), parts);
            mask?.Apply(tunnel);
            batch.Add(tunnel);
        }

        yield return new TunnelBatch(batch, null);
    }

    private static IEnumerable<IkeTunnelSnapshot> Select(RegistryView view, TunnelFilter filter, ulong after)
    {
        if (after == ulong.MaxValue)
        {
            return [];
        }

        return filter.Id is null
            ? view.EnumerateFrom(new TunnelId(after + 1)).Where(filter.Matches)
            : view.Enumerate(filter).Where(snapshot => snapshot.Id.Value > after);
    }
}
