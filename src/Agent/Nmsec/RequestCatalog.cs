using System.Collections.Frozen;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec;

/// <summary>TABLE: the requests that this agent offers. A request of the interface without a row here is refused as not supported.</summary>
internal sealed class RequestCatalog(NmsecDialect dialect)
{
    private readonly FrozenDictionary<NmsecMessageType, INmsecHandler> _handlers = new Dictionary<NmsecMessageType, INmsecHandler>
    {
        [NmsecMessageType.GetIkeTunnels] = new IkeTunnelHandler(dialect),
    }.ToFrozenDictionary();

    /// <summary>The handler of a request, or null if it is not offered.</summary>
    public INmsecHandler? Find(NmsecMessageType request) => _handlers.GetValueOrDefault(request);
}
