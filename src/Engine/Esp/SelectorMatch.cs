using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Whether a packet is one that traffic selectors allow (RFC 4301 sections 4.4.1.1, 5.1 and 5.2, RFC 7296 section 3.13.1). Some pair of a local and
/// a remote selector must both match: addresses, protocol, ports.
/// </summary>
internal static class SelectorMatch
{
    /// <summary>A packet of ours: its source is local.</summary>
    public static bool Outbound(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote, in InnerPacket packet) =>
        MatchesAny(local, packet.Source, packet.SourcePort, packet) && MatchesAny(remote, packet.Destination, packet.DestinationPort, packet);

    /// <summary>A packet of the peer: its destination is local.</summary>
    public static bool Inbound(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote, in InnerPacket packet) =>
        MatchesAny(local, packet.Destination, packet.DestinationPort, packet) && MatchesAny(remote, packet.Source, packet.SourcePort, packet);

    /// <summary>A packet of ours against one pair of selectors.</summary>
    public static bool Outbound(in TrafficSelector local, in TrafficSelector remote, in InnerPacket packet) =>
        Matches(local, packet.Source, packet.SourcePort, packet) && Matches(remote, packet.Destination, packet.DestinationPort, packet);

    /// <summary>A packet of the peer against one pair of selectors.</summary>
    public static bool Inbound(in TrafficSelector local, in TrafficSelector remote, in InnerPacket packet) =>
        Matches(local, packet.Destination, packet.DestinationPort, packet) && Matches(remote, packet.Source, packet.SourcePort, packet);

    /// <summary>One side of a packet against one selector.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="address">The packet's address on that side.</param>
    /// <param name="port">The packet's port on that side.</param>
    /// <param name="packet">The packet.</param>
    public static bool Matches(in TrafficSelector selector, in IpAddress address, ushort port, in InnerPacket packet)
    {
        if (selector.Start.Length != address.Length || address.Bits < selector.Start.Bits || address.Bits > selector.End.Bits)
        {
            return false;
        }

        if (selector.Protocol != 0 && selector.Protocol != packet.Protocol)
        {
            return false;
        }

        if (selector.StartPort == 0 && selector.EndPort == ushort.MaxValue)
        {
            return true;
        }

        // OPAQUE (start above end) is for packets that show no port, a range for those that show one: a non-initial fragment never matches a
        // range (RFC 4301 section 7).
        return selector.StartPort > selector.EndPort
            ? !packet.HasPorts
            : packet.HasPorts && port >= selector.StartPort && port <= selector.EndPort;
    }

    private static bool MatchesAny(IReadOnlyList<TrafficSelector> selectors, in IpAddress address, ushort port, in InnerPacket packet)
    {
        for (var i = 0; i < selectors.Count; i++)
        {
            if (Matches(selectors[i], address, port, packet))
            {
                return true;
            }
        }

        return false;
    }
}
