using System.Collections.Frozen;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec;

/// <summary>TABLE: the requests that a socket offers. A request of the interface without a row here is refused as not supported.</summary>
internal sealed class RequestCatalog
{
    private readonly FrozenDictionary<NmsecMessageType, INmsecHandler> _handlers;

    private RequestCatalog(Dictionary<NmsecMessageType, INmsecHandler> handlers) => _handlers = handlers.ToFrozenDictionary();

    /// <summary>What the agent offers about the stacks of this host.</summary>
    public static RequestCatalog ForStacks(NmsecDialect dialect) => new(new Dictionary<NmsecMessageType, INmsecHandler>
    {
        [NmsecMessageType.GetIkeTunnels] = new IkeTunnelHandler(dialect, new IkeTunnelRecords(dialect)),
    });

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
