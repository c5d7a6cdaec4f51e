using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Tests.Esp.Policies;

/// <summary>Policies and packets from a small world, so that many match and many overlap.</summary>
internal static class RandomPolicies
{
    private static readonly byte[] Protocols = [0, 1, 6, 17, 50];

    public static IEnumerable<PolicyEntry> Of(SeededRandom random, int count) => Enumerable.Range(0, count).Select(i => Entry(random, i));

    public static PolicyEntry Entry(SeededRandom random, int number)
    {
        var ipv6 = random.Percent(40);
        var protocol = Protocols[random.Below(Protocols.Length)];
        var policy = new ChildPolicy { Name = $"p{number % 50}", Priority = random.Percent(70) ? 0 : random.Below(3), Action = (PolicyAction)random.Below(4) };
        return new PolicyEntry($"v{number % 7}", policy, Selector(random, ipv6, protocol), Selector(random, ipv6, protocol));
    }

    public static InnerPacket Packet(SeededRandom random)
    {
        var ipv6 = random.Percent(40);
        var hasPorts = random.Percent(70);
        return new InnerPacket
        {
            IsIpv6 = ipv6,
            Source = Address(random, ipv6),
            Destination = Address(random, ipv6),
            Protocol = Protocols[1 + random.Below(Protocols.Length - 1)],
            SourcePort = hasPorts ? Port(random) : (ushort)0,
            DestinationPort = hasPorts ? Port(random) : (ushort)0,
            HasPorts = hasPorts,
        };
    }

    private static TrafficSelector Selector(SeededRandom random, bool ipv6, byte protocol)
    {
        var (startPort, endPort) = random.Below(6) switch
        {
            0 when protocol != 0 => Ordered(Port(random), Port(random)),
            1 when protocol != 0 => (ushort.MaxValue, (ushort)0),
            2 when protocol != 0 => Port(random) is var port ? (port, port) : default,
            _ => ((ushort)0, ushort.MaxValue),
        };
        if (random.Percent(15))
        {
            var left = Address(random, ipv6);
            var right = Address(random, ipv6);
            return left < right
                ? new TrafficSelector(protocol, startPort, endPort, left, right)
                : new TrafficSelector(protocol, startPort, endPort, right, left);
        }

        var width = ipv6 ? 128 : 32;
        var length = random.Below(5) switch { 0 => 0, 1 => width, 2 => width - 2, 3 => width - 8, _ => width - 24 };
        return TrafficSelector.Subnet(Address(random, ipv6), length, protocol, startPort, endPort);
    }

    /// <summary>One of a few hundred, near each other and far apart.</summary>
    private static IpAddress Address(SeededRandom random, bool ipv6) =>
        IpAddress.FromBits(((UInt128)(ipv6 ? 0x20010db8u : 10u) << (ipv6 ? 96 : 24)) | (UInt128)(random.Below(4) << 16) | (UInt128)(random.Below(3) << 8) | (UInt128)random.Below(8), ipv6);

    private static ushort Port(SeededRandom random) => random.Percent(20) ? (ushort)random.Below(65536) : (ushort)(78 + random.Below(5));

    private static (ushort First, ushort Last) Ordered(ushort left, ushort right) => left < right ? (left, right) : (right, left);
}
