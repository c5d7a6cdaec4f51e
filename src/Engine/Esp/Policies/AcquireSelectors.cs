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

    private static TrafficSelector Side(in IpAddress address, ushort port, in InnerPacket packet) => packet.HasPorts
        ? TrafficSelector.Host(address, packet.Protocol, port, port)
        : TrafficSelector.Host(address, packet.Protocol);
}
