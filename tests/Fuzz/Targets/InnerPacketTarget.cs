using MyIkev2.Engine;
using MyIkev2.Engine.Esp;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>An IP packet as it comes from the host or out of a tunnel.</summary>
public static class InnerPacketTarget
{
    public static FuzzTarget Target { get; } = new(
        "inner-packet", "InnerPacket never throws or allocates; what it tells lies inside the packet, and no cut packet is one", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool sound = InnerPacket.TryParse(input, out InnerPacket inner);
        Require(GC.GetAllocatedBytesForCurrentThread() == before, "parsing allocates");
        if (!sound)
        {
            Require(inner == default, "garbage carries something");
            return;
        }

        Require(inner.IsIpv6 == (input[0] >> 4 == 6), "the version");
        Require(inner.HeaderLength >= (inner.IsIpv6 ? 40 : 20) && inner.HeaderLength <= inner.Length && inner.Length <= input.Length, "lengths in order");
        Require(inner.Source == IpAddress.FromBytes(inner.IsIpv6 ? input[8..24] : input[12..16]), "the source");
        Require(inner.Destination == IpAddress.FromBytes(inner.IsIpv6 ? input[24..40] : input[16..20]), "the destination");
        Require(inner.TrafficClass == (inner.IsIpv6 ? (byte)((input[0] << 4) | (input[1] >> 4)) : input[1]), "the traffic class");
        Require(inner.HasPorts || (inner.SourcePort | inner.DestinationPort) == 0, "no ports are none");
        Require(!inner.HasPorts || inner.HeaderLength < inner.Length, "ports lie in the packet");
        CheckPorts(input, inner);
        Require(InnerPacket.TryParse(input[..inner.Length], out InnerPacket again) && again == inner, "what follows the packet counts");
        for (int length = 0; length < Math.Min(inner.Length, 200); length++)
        {
            Require(!InnerPacket.TryParse(input[..length], out _), "a cut packet is sound");
        }
    }

    private static void CheckPorts(ReadOnlySpan<byte> input, in InnerPacket inner)
    {
        const byte Tcp = 6;
        const byte Udp = 17;
        if (inner is { HasPorts: true, Protocol: Tcp or Udp })
        {
            ReadOnlySpan<byte> transport = input[inner.HeaderLength..inner.Length];
            Require(inner.SourcePort == ((transport[0] << 8) | transport[1]) && inner.DestinationPort == ((transport[2] << 8) | transport[3]), "the ports");
        }
    }
}
