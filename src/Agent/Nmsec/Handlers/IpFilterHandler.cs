using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// NMsec_GET_IPFLTCURR, NMsec_GET_IPFLTDEFAULT and NMsec_GET_IPFLTPOLICY: the filters of a set in search order, each as
/// two records, outbound and inbound.
/// </summary>
internal sealed class IpFilterHandler(NmsecDialect dialect, IpFilterSet set) : FilteredHandler(dialect, FilterSelectors.IpFilters)
{
    private readonly FilterRecordMaker _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        var selection = new FilteredSelection<DirectedFilter>(request.View.DirectedFilters(set, request.Stack), filters, new Facts());
        if (filters.Count == 0)
        {
            return new RecordStream<DirectedFilter>(selection, _records);
        }

        // Which filters there are is fixed in a view; which tunnel one leads to is looked up when it is enumerated. What was
        // chosen by that is kept, so that the number that was promised comes.
        DirectedFilter[] chosen = [.. selection.Enumerate()];
        return new RecordList<DirectedFilter>(chosen, _records, selection.Total);
    }

    private sealed class Facts : FilterFacts<DirectedFilter>
    {
        public override FixedText48 TunnelId(in DirectedFilter item) => FilterMapper.Tunnel(item.Filter);

        public override FixedText48 Name(in DirectedFilter item) => new(item.Filter.Name);
    }
}
