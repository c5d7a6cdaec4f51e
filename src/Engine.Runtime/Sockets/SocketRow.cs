using MyIkev2.Engine.Esp;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>One socket as monitors see it: what it carries, where it is bound, and its live counters.</summary>
internal sealed record SocketRow(ListenerTransport Transport, IpEndpoint Endpoint, ListenerCounters Counters)
{
    /// <summary>One listener for each bound address and transport: the shards' sockets of it count together.</summary>
    public static IReadOnlyList<ListenerInfo> ToListeners(IEnumerable<SocketRow> rows, string vrf) =>
    [
        .. rows.GroupBy(static row => (row.Transport, row.Endpoint)).Select(group => new ListenerInfo(
            new EndpointInfo(group.Key.Endpoint.Address.ToIPAddress(), group.Key.Endpoint.Port), group.Key.Transport, [.. group.Select(static row => row.Counters)], vrf)),
    ];
}

/// <summary>Hears which of the datagrams that it received came to nothing before an engine saw them. Called by the thread that received them.</summary>
internal interface IDiscardCount
{
    /// <summary>A datagram that came this way was dropped.</summary>
    void Discard(in NetworkPath path, PacketEncapsulation encapsulation);
}
