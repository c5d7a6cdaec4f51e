using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc;

/// <summary>Cuts the tunnels of a view into batches: far fewer messages than one per tunnel, and never one that is too large.</summary>
internal static class TunnelBatches
{
    /// <summary>The most tunnels in one message. Between single messages and one giant one this size is measured to be the fastest.</summary>
    public const int LargestBatch = 256;

    /// <summary>
    /// Batches of at most <paramref name="batchSize"/> IKE SAs, at least one batch. All generations of a tunnel count as one towards
    /// <paramref name="limit"/>, so a page never ends inside a tunnel.
    /// </summary>
    public static IEnumerable<IReadOnlyList<V1.IkeTunnel>> Cut(RegistryView view, TunnelFilter filter, uint batchSize, ulong limit = 0, ulong after = 0)
    {
        int size = batchSize == 0 ? LargestBatch : (int)Math.Min(batchSize, LargestBatch);
        var batch = new List<V1.IkeTunnel>();
        bool isFirst = true;
        ulong tunnels = 0;
        TunnelId last = default;
        foreach (IkeTunnelSnapshot snapshot in Select(view, filter, after))
        {
            if (snapshot.Id != last)
            {
                if (limit != 0 && tunnels == limit)
                {
                    break;
                }

                tunnels++;
                last = snapshot.Id;
            }

            batch.Add(IkeTunnelMapper.ToMessage(view.Read(snapshot)));
            if (batch.Count == size)
            {
                yield return batch;
                isFirst = false;
                batch = [];
            }
        }

        if (isFirst || batch.Count > 0)
        {
            yield return batch;
        }
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
