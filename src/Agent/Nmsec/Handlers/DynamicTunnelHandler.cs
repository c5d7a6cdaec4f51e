using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>NMsec_GET_IPTUNDYNIKE: dynamic tunnels as IKE knows them, those in negotiation among them.</summary>
internal sealed class DynamicTunnelIkeHandler(NmsecDialect dialect, StackSums sums) : FilteredHandler(dialect, FilterSelectors.DynamicTunnels)
{
    private readonly DynamicTunnelIkeRecords _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        var tunnels = request.View.DynamicTunnels(request.Stack);
        if (filters.Count > 0)
        {
            return new RecordStream<DynamicTunnel>(new FilteredSelection<DynamicTunnel>(tunnels, filters, new DynamicTunnelFacts()), _records);
        }

        var (count, length) = sums.DynamicTunnels(request.View, request.Stack);
        return new RecordStream<DynamicTunnel>(tunnels, _records, count, length);
    }
}

/// <summary>NMsec_GET_IPTUNDYNSTACK: dynamic tunnels as the stack knows them, negotiated ones only.</summary>
internal sealed class DynamicTunnelStackHandler(NmsecDialect dialect, StackSums sums) : FilteredHandler(dialect, FilterSelectors.DynamicTunnels)
{
    private readonly DynamicTunnelStackRecords _records = new(dialect);
    private readonly int _length = DynamicTunnelStackRecord.Measure(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        var tunnels = request.View.NegotiatedTunnels(request.Stack);
        if (filters.Count > 0)
        {
            return new RecordStream<DynamicTunnel>(new FilteredSelection<DynamicTunnel>(tunnels, filters, new DynamicTunnelFacts()), _records);
        }

        var count = sums.NegotiatedTunnels(request.View, request.Stack);
        return new RecordStream<DynamicTunnel>(tunnels, _records, count, (ulong)count * (uint)_length);
    }
}

/// <summary>What filters ask of dynamic tunnels.</summary>
internal sealed class DynamicTunnelFacts : FilterFacts<DynamicTunnel>
{
    public override FixedText48 TunnelId(in DynamicTunnel item) => TunnelNames.Dynamic(item.Child.Id);

    public override FixedText48 Name(in DynamicTunnel item) => new(item.Child.PolicyName);

    public override SecurityAssociationState State(in DynamicTunnel item) => DynamicTunnelMapper.State(item.Child).State;

    public override bool IsLocalIn(in DynamicTunnel item, IPNetwork network) => network.Contains(item.Child.Local.Address);

    public override bool IsRemoteIn(in DynamicTunnel item, IPNetwork network) => network.Contains(item.Child.Remote.Address);

    // All instances of a dynamic tunnel are in the IKE SA that holds the newest one.
    public override bool IsCurrent(in DynamicTunnel item)
    {
        var children = item.Ike.Children;
        for (var i = 0; i < children.Count; i++)
        {
            if (children[i].Id == item.Child.Id && children[i].Generation > item.Child.Generation)
            {
                return false;
            }
        }

        return true;
    }
}
