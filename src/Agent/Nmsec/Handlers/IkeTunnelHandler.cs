using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// NMsec_GET_IKETUN: one record per IKE SA. The view orders the generations of a tunnel from the newest to the oldest,
/// which is the order that the interface asks for.
/// </summary>
internal sealed class IkeTunnelHandler(NmsecDialect dialect, StackSums sums) : FilteredHandler(dialect, FilterSelectors.IkeTunnels)
{
    private readonly IkeTunnelRecords _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        if (filters.Count > 0)
        {
            var total = sums.IkeTunnelCount(request.View, request.Stack);
            return new RecordStream<IkeTunnelSnapshot>(IkeTunnelFacts.Select(request, filters), _records, total);
        }

        var (count, length) = sums.IkeTunnels(request.View, request.Stack);
        return new RecordStream<IkeTunnelSnapshot>(request.View.IkeTunnels(request.Stack), _records, count, length);
    }
}

/// <summary>NMsec_GET_IKETUNCASCADE: the records of NMsec_GET_IKETUN, each with its dynamic tunnels inside.</summary>
internal sealed class IkeTunnelCascadeHandler(NmsecDialect dialect, StackSums sums) : FilteredHandler(dialect, FilterSelectors.IkeTunnels)
{
    private readonly CascadeRecords _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        if (filters.Count > 0)
        {
            return new CascadeStream(IkeTunnelFacts.Select(request, filters), _records, sums.IkeTunnelCount(request.View, request.Stack));
        }

        var (count, length) = sums.Cascades(request.View, request.Stack);
        return new CascadeStream(request.View.IkeTunnels(request.Stack), _records, count, length);
    }
}

/// <summary>What filters ask of IKE tunnels.</summary>
internal sealed class IkeTunnelFacts(RegistryView view) : FilterFacts<IkeTunnelSnapshot>
{
    /// <summary>What filters choose. Where each of them names a tunnel only these are looked at.</summary>
    public static FilteredSelection<IkeTunnelSnapshot> Select(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        var (view, stack) = (request.View, request.Stack);
        var candidates = filters.All(static filter => filter.TunnelId is not null)
            ? view.IkeTunnels(stack, filters.Select(static filter => TunnelNames.FindIke(filter.TunnelId!)).OfType<TunnelId>().ToHashSet())
            : view.IkeTunnels(stack);
        return new FilteredSelection<IkeTunnelSnapshot>(candidates, filters, new IkeTunnelFacts(view));
    }

    public override FixedText48 TunnelId(in IkeTunnelSnapshot item) => TunnelNames.Ike(item.Id);

    public override FixedText48 Name(in IkeTunnelSnapshot item) => new(item.VpnName);

    public override SecurityAssociationState State(in IkeTunnelSnapshot item) => IkeTunnelMapper.State(item.State).State;

    public override bool IsLocalIn(in IkeTunnelSnapshot item, IPNetwork network) => network.Contains(item.Local.Address);

    public override bool IsRemoteIn(in IkeTunnelSnapshot item, IPNetwork network) => network.Contains(item.Remote.Address);

    public override bool IsCurrent(in IkeTunnelSnapshot item) => view.Find(item.Id)?.Generation == item.Generation;
}
