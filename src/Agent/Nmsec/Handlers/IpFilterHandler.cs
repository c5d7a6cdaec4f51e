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
        => new RecordStream<DirectedFilter>(
            new FilteredSelection<DirectedFilter>(request.View.DirectedFilters(set, request.Stack), filters, new Facts()), _records);

    private sealed class Facts : FilterFacts<DirectedFilter>
    {
        public override FixedText48 TunnelId(in DirectedFilter item) => FilterMapper.Tunnel(item.Filter);

        public override FixedText48 Name(in DirectedFilter item) => new(item.Filter.Name);
    }
}
