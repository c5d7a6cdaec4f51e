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
internal sealed class IkeTunnelHandler(NmsecDialect dialect, IRecordMaker<IkeTunnelSnapshot> maker) : INmsecHandler
{
    public ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
    {
        var error = FilterRecords.TryRead(
            dialect, request.Input.Span, request.Header.Input.Count, FilterSelectors.IkeTunnels, out var filters);
        return ValueTask.FromResult(error.IsError
            ? new NmsecAnswer(error, null)
            : new NmsecAnswer(error, new RecordStream<IkeTunnelSnapshot>(
                new FilteredSelection<IkeTunnelSnapshot>(request.View.IkeTunnels(request.Stack), filters, new Facts(request.View)), maker)));
    }

    private sealed class Facts(RegistryView view) : FilterFacts<IkeTunnelSnapshot>
    {
        public override FixedText48 TunnelId(in IkeTunnelSnapshot item) => TunnelNames.Ike(item.Id);

        public override FixedText48 Name(in IkeTunnelSnapshot item) => new(item.VpnName);

        public override SecurityAssociationState State(in IkeTunnelSnapshot item) => IkeTunnelMapper.State(item.State).State;

        public override bool IsLocalIn(in IkeTunnelSnapshot item, IPNetwork network) => network.Contains(item.Local.Address);

        public override bool IsRemoteIn(in IkeTunnelSnapshot item, IPNetwork network) => network.Contains(item.Remote.Address);

        public override bool IsCurrent(in IkeTunnelSnapshot item) => view.Find(item.Id)?.Generation == item.Generation;
    }
}
