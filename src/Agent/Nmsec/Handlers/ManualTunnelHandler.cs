using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>NMsec_GET_IPTUNMANUAL: the configured manual tunnels, active or not.</summary>
internal sealed class ManualTunnelHandler(NmsecDialect dialect) : FilteredHandler(dialect, FilterSelectors.ManualTunnels)
{
    private readonly ManualTunnelRecords _records = new(dialect);

    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters)
        => new RecordStream<ManualTunnelSnapshot>(
            new FilteredSelection<ManualTunnelSnapshot>(request.View.ManualTunnels(request.Stack), filters, new Facts()), _records);

    private sealed class Facts : FilterFacts<ManualTunnelSnapshot>
    {
        public override FixedText48 TunnelId(in ManualTunnelSnapshot item) => TunnelNames.Manual(item.Id);

        public override FixedText48 Name(in ManualTunnelSnapshot item) => IpTunnelMapper.Action(item);

        public override SecurityAssociationState State(in ManualTunnelSnapshot item) => IpTunnelMapper.State(item);

        public override bool IsLocalIn(in ManualTunnelSnapshot item, IPNetwork network) => network.Contains(item.Local.Address);

        public override bool IsRemoteIn(in ManualTunnelSnapshot item, IPNetwork network) => network.Contains(item.Remote.Address);
    }
}
