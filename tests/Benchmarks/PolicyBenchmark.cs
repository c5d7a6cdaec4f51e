using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks;

/// <summary>The security policy table at growing sizes: what a look-up and a change cost, and how that grows.</summary>
internal static class PolicyBenchmark
{
    private const int PacketCount = 4096;

    /// <summary>Packets of one flow come in trains; without, every look-up meets cold memory.</summary>
    private const int Train = 16;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    /// <summary>TABLE: populations, each from the number of a policy to its selectors.</summary>
    private static readonly (string Name, SelectorHashThresholds Thresholds, Func<int, (TrafficSelector Local, TrafficSelector Remote)> Selectors)[] Populations =
    [
        ("one local /24, distinct remote /24", SelectorHashThresholds.Default, i => (Subnet(0xC0A8_0000, 24), Subnet(Spread(i) << 8, 24))),
        ("the same, hashed (sp-hash-ipv4 local 16 remote 24)", new(16, 24, 56, 64), i => (Subnet(0xC0A8_0000, 24), Subnet(Spread(i) << 8, 24))),
        ("distinct local hosts, remote 0.0.0.0/0", SelectorHashThresholds.Default, i => (Subnet(0x0A00_0000 + Spread(i), 32), Subnet(0, 0))),
        ("one local /24, distinct remotes of /24 to /32", SelectorHashThresholds.Default, i => (Subnet(0xC0A8_0000, 24), Subnet(Spread(i) << 8, 24 + (i % 9)))),
        ("host to host, hashed", SelectorHashThresholds.Default, i => (Subnet(0xC0A8_0001, 32), Subnet(0x0A00_0000 + Spread(i), 32))),
        ("one pair of subnets, distinct services", SelectorHashThresholds.Default, i =>
            (Subnet(0xC0A8_0000, 24, i % 2 == 0 ? Tcp : Udp), Subnet(0x0A00_0000, 24, i % 2 == 0 ? Tcp : Udp, i / 2))),
        ("IPv6, one local /56, distinct remote /64", SelectorHashThresholds.Default, i =>
            (Subnet6(0x2001_0db8_0001_0000, 56), Subnet6(0x2001_0db8_8000_0000 + ((ulong)Spread(i) << 4), 64))),
    ];

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        int[] sizes = run.IsShort ? [1, 100, 10_000] : [1, 100, 10_000, 100_000];
        var finds = run.Count(2_000_000, 100_000);
        var table = new Table(run.Output);
        run.Output.WriteLine($"{run.Rounds} rounds of {finds} look-ups, packets of up to {PacketCount} policies in turn; every look-up is checked to find its policy");
        foreach (var population in Populations)
        {
            table.Heading(population.Name);
            var smallest = new double[run.Rounds];
            foreach (var size in sizes)
            {
                Measure(run, table, population.Thresholds, [.. Enumerable.Range(0, size).Select(i => Entry(i, population.Selectors(i)))], finds, smallest);
            }
        }

        return Task.FromResult(0);
    }

    private static void Measure(BenchmarkRun run, Table output, SelectorHashThresholds thresholds, PolicyEntry[] entries, int finds, double[] smallest)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = PolicyTable.Empty(thresholds);
        foreach (var entry in entries)
        {
            table = table.With(entry);
        }

        var octets = GC.GetTotalMemory(forceFullCollection: true) - before;

        // Policies far apart in the table, in an order that no prefetcher guesses.
        var chosen = Enumerable.Range(0, Math.Min(PacketCount, entries.Length)).Select(i => entries[(int)(i * 2_654_435_761L % entries.Length)]).ToArray();
        var packets = chosen.Select(PacketOf).ToArray();
        Check(table, packets, chosen);
        Finds(table, packets, Math.Min(finds, 100_000));
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Finds(table, packets, finds)).ToArray();
        var each = rounds.Select(round => round.Nanoseconds / (double)finds).ToArray();
        if (entries.Length == 1)
        {
            each.CopyTo(smallest, 0);
        }

        if (rounds.Any(round => round.AllocatedOctets != 0))
        {
            throw new InvalidOperationException("a look-up allocated");
        }

        var changes = Math.Min(run.IsShort ? 500 : 5000, Math.Max(chosen.Length, 100));
        var changed = Enumerable.Range(0, run.Rounds).Select(_ => Changes(table, chosen, changes)).ToArray();
        output.Row($"{entries.Length,7:N0}: look-up, ns", each);
        output.Row($"         look-up in trains of {Train} packets, ns", Enumerable.Range(0, run.Rounds).Select(_ => Finds(table, packets, finds, Train).Nanoseconds / (double)finds).ToArray());
        output.Row("         look-up, times that of one policy", each.Zip(smallest, (figure, one) => figure / one));
        output.Row("         octets per policy, without the entry itself", [octets / (double)entries.Length]);
        output.Row("         taken out and put back, ns", changed.Select(round => round.Nanoseconds / (double)changes));
        output.Row("         taken out and put back, allocated octets", changed.Select(round => round.AllocatedOctets / (double)changes));
    }

    private static ThreadCost Finds(PolicyTable table, InnerPacket[] packets, int count, int train = 1)
    {
        var cost = new ThreadCost();
        var found = 0;
        cost.Begin();
        for (int i = 0, next = 0; i < count; next = next + 1 == packets.Length ? 0 : next + 1)
        {
            for (var end = Math.Min(count, i + train); i < end; i++)
            {
                found += table.Find(packets[next]) is null ? 0 : 1;
            }
        }

        cost.End();
        return found == count ? cost : throw new InvalidOperationException("a packet found no policy");
    }

    private static ThreadCost Changes(PolicyTable table, PolicyEntry[] entries, int count)
    {
        var cost = new ThreadCost();
        cost.Begin();
        for (var i = 0; i < count; i++)
        {
            var entry = entries[i % entries.Length];
            table = table.Without(entry).With(entry);
        }

        cost.End();
        return cost;
    }

    private static void Check(PolicyTable table, InnerPacket[] packets, PolicyEntry[] entries)
    {
        for (var i = 0; i < packets.Length; i++)
        {
            if (table.Find(packets[i]) != entries[i])
            {
                throw new InvalidOperationException($"{table.Find(packets[i])} was found for {entries[i]}");
            }
        }
    }

    private static PolicyEntry Entry(int number, (TrafficSelector Local, TrafficSelector Remote) selectors) =>
        new($"vpn{number}", new ChildPolicy { Name = "p", Action = PolicyAction.Pass }, selectors.Local, selectors.Remote);

    /// <summary>A packet for the narrow end of the selectors: their last address.</summary>
    private static InnerPacket PacketOf(PolicyEntry entry) => new()
    {
        IsIpv6 = entry.Remote.IsIpv6,
        Source = entry.Local.End,
        Destination = entry.Remote.End,
        Protocol = entry.Remote.Protocol == 0 ? (byte)17 : entry.Remote.Protocol,
        SourcePort = entry.Local.StartPort,
        DestinationPort = entry.Remote.StartPort,
        HasPorts = true,
    };

    /// <summary>Scatters numbers over 20 bits without repeating one.</summary>
    private static uint Spread(int number) => (uint)((number * 654_435_769L) & 0xF_FFFF);

    private static TrafficSelector Subnet(uint network, int length, byte protocol = 0, int port = -1) => TrafficSelector.Subnet(
        IpAddress.FromBits(network, ipv6: false), length, protocol, (ushort)Math.Max(port, 0), port < 0 ? ushort.MaxValue : (ushort)port);

    private static TrafficSelector Subnet6(ulong network, int length) => TrafficSelector.Subnet(IpAddress.FromBits((UInt128)network << 64, ipv6: true), length);
}
