using System.Collections.Frozen;
using MyIkev2.Agent.Nmsec.Control;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>TABLE: the requests that a socket offers. A request of the interface without a row here is refused as not supported.</summary>
internal sealed class RequestCatalog
{
    private readonly FrozenDictionary<NmsecMessageType, INmsecHandler> _handlers;

    private RequestCatalog(IDictionary<NmsecMessageType, INmsecHandler> handlers) => _handlers = handlers.ToFrozenDictionary();

    /// <summary>What the agent offers about the stacks of this host. Without an engine to command it only shows.</summary>
    public static RequestCatalog ForStacks(RequestServices services)
    {
        var (dialect, sums) = (services.Dialect, services.Sums);
        var handlers = new Dictionary<NmsecMessageType, INmsecHandler>
        {
            [NmsecMessageType.GetStackInfo] = new AllStacksHandler(dialect, new StackRecords(dialect), services.Options),
            [NmsecMessageType.GetSummary] = new SummaryHandler(dialect, sums),
            [NmsecMessageType.GetCurrentFilters] = new IpFilterHandler(dialect, IpFilterSet.Current),
            [NmsecMessageType.GetDefaultFilters] = new IpFilterHandler(dialect, IpFilterSet.Default),
            [NmsecMessageType.GetPolicyFilters] = new IpFilterHandler(dialect, IpFilterSet.Policy),
            [NmsecMessageType.GetPortTranslations] = new PortTranslationHandler(dialect),
            [NmsecMessageType.GetManualTunnels] = new ManualTunnelHandler(dialect),
            [NmsecMessageType.GetDynamicTunnelsIke] = new DynamicTunnelIkeHandler(dialect, sums),
            [NmsecMessageType.GetDynamicTunnelsStack] = new DynamicTunnelStackHandler(dialect, sums),
            [NmsecMessageType.GetIkeTunnels] = new IkeTunnelHandler(dialect, sums),
            [NmsecMessageType.GetIkeTunnelsCascade] = new IkeTunnelCascadeHandler(dialect, sums),
            [NmsecMessageType.GetInterfaces] = new InterfaceHandler(dialect),
            [NmsecMessageType.GetNssInfo] = new AllStacksHandler(dialect, new NetworkSecurityRecords(dialect), services.Options),
        };
        if (services.Poster is { } poster)
        {
            void Add(NmsecMessageType type, ControlDeciderFactory decide) => handlers[type] = new TunnelControlHandler(dialect, poster, decide);
            Add(NmsecMessageType.ActivateManualTunnel, static (view, stack, asked) => new ManualTunnelControl(view, stack, asked, activate: true));
            Add(NmsecMessageType.DeactivateManualTunnel, static (view, stack, asked) => new ManualTunnelControl(view, stack, asked, activate: false));
            Add(NmsecMessageType.ActivateDynamicTunnel, static (view, stack, asked) => new DynamicTunnelControl(view, stack, asked, DynamicTunnelOperation.Activate));
            Add(NmsecMessageType.DeactivateDynamicTunnel, static (view, stack, asked) => new DynamicTunnelControl(view, stack, asked, DynamicTunnelOperation.Deactivate));
            Add(NmsecMessageType.RefreshDynamicTunnel, static (view, stack, asked) => new DynamicTunnelControl(view, stack, asked, DynamicTunnelOperation.Refresh));
            Add(NmsecMessageType.DeactivateIkeTunnel, static (view, stack, asked) => new IkeTunnelControl(view, stack, asked, refresh: false));
            Add(NmsecMessageType.RefreshIkeTunnel, static (view, stack, asked) => new IkeTunnelControl(view, stack, asked, refresh: true));
        }

        if (services.LoadPolicy is { } loadPolicy)
        {
            handlers[NmsecMessageType.LoadPolicy] = loadPolicy;
        }

        return new RequestCatalog(handlers);
    }

    /// <summary>What is offered about the clients of a network security server: the requests about one of them find none.</summary>
    public static RequestCatalog ForServiceClients(NmsecDialect dialect)
    {
        var handlers = MessageTypeCatalog.Rows
            .Where(static row => row.Scope == MessageScope.OneStack)
            .ToDictionary(static row => row.Type, static INmsecHandler (_) => NoClientHandler.Instance);
        handlers[NmsecMessageType.GetClientInfo] = new ServiceClientHandler(dialect);
        return new RequestCatalog(handlers);
    }

    /// <summary>The handler of a request, or null if it is not offered.</summary>
    public INmsecHandler? Find(NmsecMessageType request) => _handlers.GetValueOrDefault(request);
}
