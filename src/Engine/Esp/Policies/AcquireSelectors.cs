using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The selectors of the packet that asked for an SA. An initiator proposes them first, before those of the policy, so that the peer that narrows
/// chooses a part with that packet in it (RFC 7296 section 2.9).
/// </summary>
/// <param name="Local">Its source.</param>
/// <param name="Remote">Its destination.</param>
internal readonly record struct AcquireSelectors(TrafficSelector Local, TrafficSelector Remote)
{
    public static AcquireSelectors Of(in InnerPacket packet) =>
        new(Side(packet.Source, packet.SourcePort, packet), Side(packet.Destination, packet.DestinationPort, packet));

    /// <summary>What to propose: the packet's selectors before those of the policy, or only these when the packet's are none of theirs.</summary>
    /// <param name="local">The policy's local selectors.</param>
    /// <param name="remote">The policy's remote selectors.</param>
    public (IReadOnlyList<TrafficSelector> Local, IReadOnlyList<TrafficSelector> Remote) Before(
        IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote) =>
        SelectorNarrowing.IsWithin([Local], local) && SelectorNarrowing.IsWithin([Remote], remote)
            ? (First(Local, local), First(Remote, remote))
            : (local, remote);

    private static IReadOnlyList<TrafficSelector> First(TrafficSelector specific, IReadOnlyList<TrafficSelector> selectors) =>
        [specific, .. selectors.Where(selector => selector != specific)];

    private static TrafficSelector Side(in IpAddress address, ushort port, in InnerPacket packet) => packet.HasPorts
        ? TrafficSelector.Host(address, packet.Protocol, port, port)
        : TrafficSelector.Host(address, packet.Protocol);
}
