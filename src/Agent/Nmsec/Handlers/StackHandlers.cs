using System.Net;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>NMsec_GET_STACKINFO and NMsec_GET_IKENSINFO: one record for each stack that the client has a right to see.</summary>
internal sealed class AllStacksHandler(NmsecDialect dialect, IRecordMaker<StackInfo> records, IOptions<NmsecOptions> options)
    : FilteredHandler(dialect, FilterSelectors.None)
{
    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
        => new RecordList<StackInfo>(
            [.. StackDirectory.All(request.View, options.Value.DefaultStack).Where(stack => request.Rights.MayDisplay(stack.Name))], records);
}

/// <summary>NMsec_GET_SUMMARY: exactly one record.</summary>
internal sealed class SummaryHandler(NmsecDialect dialect, StackSums sums) : FilteredHandler(dialect, FilterSelectors.None)
{
    private readonly SummaryRecords _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
    {
        // On a host with one stack the sums that the registry keeps are the answer.
        var view = request.View;
        var hasAll = sums.IkeTunnels(view, request.Stack).Count == (uint)view.TunnelCount;
        return new RecordList<SummarySection>(
            [StackMapper.Summary(hasAll ? view.Tally : view.TallyOf(request.Stack), view.ReadSummary())], _records);
    }
}

/// <summary>NMsec_GET_IPINTERFACES: one record for each address of each interface.</summary>
internal sealed class InterfaceHandler(NmsecDialect dialect) : FilteredHandler(dialect, FilterSelectors.Interfaces)
{
    private readonly InterfaceRecords _records = new(dialect);

    // The host is asked once, so that both passes see the same interfaces.
    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
        => new RecordStream<InterfaceInfo>(
            new FilteredSelection<InterfaceInfo>([.. request.View.Interfaces.Where(item => item.Stack == request.Stack)], filters, new Facts()), _records);

    private sealed class Facts : FilterFacts<InterfaceInfo>
    {
        // Both sides as records show them: the first 16 characters.
        public override FixedText48 Name(in InterfaceInfo item) => new(item.Name.AsSpan(0, Math.Min(item.Name.Length, FixedText16.Size)));

        public override bool IsLocalIn(in InterfaceInfo item, IPNetwork network) => network.Contains(item.Address);
    }
}

/// <summary>NMsec_GET_PORTTRAN: this service translates no ports, so there is never a record; filters are checked as if there were.</summary>
internal sealed class PortTranslationHandler(NmsecDialect dialect) : FilteredHandler(dialect, FilterSelectors.PortTranslations)
{
    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters) => NoRecords.Instance;
}
