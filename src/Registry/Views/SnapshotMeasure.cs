using System.Runtime.CompilerServices;

namespace MyIkev2.Registry;

/// <summary>
/// A number that a reader wants summed over all tunnels, such as the size of each in an answer. It must depend on nothing but the snapshot. Sums are
/// remembered chunk by chunk for as long as a chunk is in some view: asked again, only what has changed since is measured again. Make one and keep it;
/// thread-safe.
/// </summary>
/// <param name="of">The number of one snapshot: a pure function, which must not read live counters.</param>
public sealed class SnapshotMeasure(Func<IkeTunnelSnapshot, long> of)
{
    private readonly ConditionalWeakTable<IkeTunnelSnapshot[], StrongBox<long>> _sums = [];

    /// <summary>The number of one snapshot.</summary>
    public long Of(IkeTunnelSnapshot snapshot) => of(snapshot);

    internal long SumOf(IkeTunnelSnapshot[] chunk)
    {
        if (_sums.TryGetValue(chunk, out var known))
        {
            return known.Value;
        }

        long sum = 0;
        foreach (var snapshot in chunk)
        {
            sum += of(snapshot);
        }

        // Two readers at once find the same.
        _sums.AddOrUpdate(chunk, new StrongBox<long>(sum));
        return sum;
    }
}
