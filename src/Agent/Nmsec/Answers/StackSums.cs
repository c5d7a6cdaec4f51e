using System.Collections.Concurrent;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// How many records an answer about all tunnels of a stack has, and how long they are. An answer begins with both, and the
/// registry keeps them for us as sums, so that the first byte of an answer does not wait for a walk over the table.
/// Thread-safe; one for the process.
/// </summary>
internal sealed class StackSums(NmsecDialect dialect)
{
    private readonly IkeTunnelRecords _ikeTunnels = new(dialect);
    private readonly CascadeRecords _cascades = new(dialect);
    private readonly DynamicTunnelIkeRecords _dynamicTunnels = new(dialect);

    // By stack; only stacks that exist get here.
    private readonly ConcurrentDictionary<string, Measures> _stacks = new(StringComparer.Ordinal);

    /// <summary>The number of records of NMsec_GET_IKETUN, and of NMsec_GET_IKETUNCASCADE.</summary>
    public uint IkeTunnelCount(RegistryView view, string stack) => Sum(view, Of(stack).IkeTunnels);

    /// <summary>Of NMsec_GET_IKETUN.</summary>
    public (uint Count, ulong Length) IkeTunnels(RegistryView view, string stack)
        => (IkeTunnelCount(view, stack), (ulong)view.Sum(Of(stack).IkeTunnelLength));

    /// <summary>Of NMsec_GET_IKETUNCASCADE.</summary>
    public (uint Count, ulong Length) Cascades(RegistryView view, string stack)
        => (IkeTunnelCount(view, stack), (ulong)view.Sum(Of(stack).CascadeLength));

    /// <summary>Of NMsec_GET_IPTUNDYNIKE.</summary>
    public (uint Count, ulong Length) DynamicTunnels(RegistryView view, string stack)
        => (Sum(view, Of(stack).DynamicTunnels), (ulong)view.Sum(Of(stack).DynamicTunnelLength));

    /// <summary>The number of records of NMsec_GET_IPTUNDYNSTACK.</summary>
    public uint NegotiatedTunnels(RegistryView view, string stack) => Sum(view, Of(stack).NegotiatedTunnels);

    private static uint Sum(RegistryView view, SnapshotMeasure measure) => (uint)view.Sum(measure);

    private Measures Of(string stack) => _stacks.GetOrAdd(stack, static (name, sums) => new Measures(sums, name), this);

    private long Lengths(IkeTunnelSnapshot tunnel)
    {
        var sum = 0L;
        for (var i = 0; i < tunnel.Children.Count; i++)
        {
            sum += _dynamicTunnels.Measure(new DynamicTunnel(tunnel, tunnel.Children[i]));
        }

        return sum;
    }

    private static long Negotiated(IkeTunnelSnapshot tunnel)
    {
        var count = 0L;
        for (var i = 0; i < tunnel.Children.Count; i++)
        {
            count += DynamicTunnelMapper.IsNegotiated(tunnel.Children[i].State) ? 1 : 0;
        }

        return count;
    }

    private sealed class Measures(StackSums sums, string stack)
    {
        public SnapshotMeasure IkeTunnels { get; } = new(tunnel => tunnel.Vrf == stack ? 1 : 0);

        public SnapshotMeasure IkeTunnelLength { get; } = new(tunnel => tunnel.Vrf == stack ? sums._ikeTunnels.Measure(tunnel) : 0);

        public SnapshotMeasure CascadeLength { get; } = new(tunnel => tunnel.Vrf == stack ? sums._cascades.Measure(tunnel) : 0);

        public SnapshotMeasure DynamicTunnels { get; } = new(tunnel => tunnel.Vrf == stack ? tunnel.Children.Count : 0);

        public SnapshotMeasure DynamicTunnelLength { get; } = new(tunnel => tunnel.Vrf == stack ? sums.Lengths(tunnel) : 0);

        public SnapshotMeasure NegotiatedTunnels { get; } = new(tunnel => tunnel.Vrf == stack ? Negotiated(tunnel) : 0);
    }
}
