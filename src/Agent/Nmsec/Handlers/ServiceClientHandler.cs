using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// NMsec_GET_CLIENTINFO: the clients of the network security server. This agent serves none, so there is never a
/// record; filters are checked as if there were.
/// </summary>
internal sealed class ServiceClientHandler(NmsecDialect dialect) : FilteredHandler(dialect, FilterSelectors.NssClients)
{
    protected override RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters) => NoRecords.Instance;
}

/// <summary>A request about one client of the network security server: it is not connected, whoever it is.</summary>
internal sealed class NoClientHandler : INmsecHandler
{
    public static NoClientHandler Instance { get; } = new();

    public ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
        => ValueTask.FromResult(new NmsecAnswer(NmsecError.UnknownStack, null));
}
