using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

public sealed class PolicyTableTests
{
    [Fact]
    public void PolicyTable_LowerPriority_ComesFirstHoweverWide()
    {
        var narrow = Entry("narrow", "10.1.0.0/16", "10.2.3.4/32", priority: 20);
        var wide = Entry("wide", "0.0.0.0/0", "0.0.0.0/0", priority: 10);
        Assert.Same(wide, Table(narrow, wide).Find(Packet("10.1.1.1", "10.2.3.4")));
    }

    [Fact]
    public void PolicyTable_NoPriority_ComesAfterEveryPriority()
    {
        var without = Entry("without", "10.1.0.0/16", "10.2.3.4/32");
        var with = Entry("with", "0.0.0.0/0", "0.0.0.0/0", priority: int.MaxValue);
        Assert.Same(with, Table(without, with).Find(Packet("10.1.1.1", "10.2.3.4")));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.2.0.0/16", 0, 0, 65535, "10.0.0.0/8", "10.0.0.0/8", 0, 0, 65535)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", 0, 0, 65535, "10.0.0.0/8", "10.0.0.0/8", 17, 7, 7)] // addresses count before protocol and ports
    [InlineData("10.0.0.0/8", "10.0.0.0/8", 17, 0, 65535, "10.0.0.0/8", "10.0.0.0/8", 0, 0, 65535)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", 17, 7, 7, "10.0.0.0/8", "10.0.0.0/8", 17, 0, 1023)]
    public void PolicyTable_SamePriority_NarrowerComesFirst(
        string localA, string remoteA, byte protocolA, ushort startA, ushort endA, string localB, string remoteB, byte protocolB, ushort startB, ushort endB)
    {
        var narrow = Entry("narrow", localA, remoteA, protocolA, startA, endA);
        var wide = Entry("wide", localB, remoteB, protocolB, startB, endB);
        var packet = Packet("10.1.1.1", "10.2.2.2", 17, 7);
        Assert.Same(narrow, Table(narrow, wide).Find(packet));
        Assert.Same(narrow, Table(wide, narrow).Find(packet));
    }

    [Fact]
    public void PolicyTable_NothingElseDecides_FirstInsertedComesFirst()
    {
        var first = Entry("first", "10.0.0.0/8", "10.0.0.0/8");
        var second = Entry("second", "10.0.0.0/8", "10.0.0.0/8");
        var packet = Packet("10.1.1.1", "10.2.2.2");
        Assert.Same(first, Table(first, second).Find(packet));
        Assert.Same(second, Table(first, second).Without(first).Find(packet));
        Assert.Same(second, Table(first, second).Without(first).With(first).Find(packet));
    }

    [Fact]
    public void PolicyTable_SameKeyAgain_ReplacesInItsPlace()
    {
        var first = Entry("first", "10.0.0.0/8", "10.0.0.0/8");
        var second = Entry("second", "10.0.0.0/8", "10.0.0.0/8");
        var newer = Entry("first", "10.0.0.0/8", "10.0.0.0/8");
        var table = Table(first, second).With(newer);
        Assert.Equal(2, table.Count);
        Assert.Same(newer, table.TryFind(first.Key));
        Assert.Same(newer, table.Find(Packet("10.1.1.1", "10.2.2.2")));
        Assert.Same(table, table.Without(first));
        Assert.Same(table, table.With(newer));
        Assert.Equal([newer, second], table.Entries);
    }

    [Fact]
    public void PolicyTable_NoEntryMatches_NothingIsFound()
    {
        var table = Table(Entry("a", "10.1.0.0/16", "10.2.0.0/16"), Entry("b", "2001:db8:1::/48", "2001:db8:2::/48"));
        Assert.Null(table.Find(Packet("10.2.1.1", "10.2.2.2")));
        Assert.Null(table.Find(Packet("2001:db8:1::1", "2001:db8:3::1")));
        Assert.Equal("b", table.Find(Packet("2001:db8:1::1", "2001:db8:2::1"))?.Policy.Name);
        Assert.Null(PolicyTable.Empty(SelectorHashThresholds.Default).Find(Packet("10.2.1.1", "10.2.2.2")));
    }

    [Fact]
    public void PolicyTable_TrapAndWiderEntryOfItsPolicyWithAnSa_TheSaIsFound()
    {
        using var pair = new EspPair(EspInstallations.Create());
        var trap = Entry("p", "10.1.0.0/16", "10.2.0.0/16");
        var sa = Entry("p", "10.0.0.0/8", "10.0.0.0/8");
        var other = Entry("q", "10.0.0.0/9", "10.0.0.0/9");
        var table = Table(other, trap, sa);
        var packet = Packet("10.1.1.1", "10.2.2.2");
        Assert.Same(trap, table.Find(packet));

        sa.Sa = pair.Out;
        Assert.Same(sa, table.Find(packet));
        trap.Sa = pair.Out;
        Assert.Same(trap, table.Find(packet));
        (trap.Sa, sa.Sa, other.Sa) = (null, null, pair.Out);
        Assert.Same(trap, table.Find(packet));
    }

    [Fact]
    public void PolicyTable_ManyWithTheSameSelectors_FirstOfThoseThatAreLeftIsFound()
    {
        var entries = Enumerable.Range(0, 100).Select(i => Entry($"p{i}", "10.0.0.0/8", "10.0.0.0/8")).ToArray();
        var table = Table(entries);
        var packet = Packet("10.1.1.1", "10.2.2.2");
        foreach (var entry in entries)
        {
            Assert.Same(entry, table.Find(packet));
            table = table.Without(entry);
        }

        Assert.Null(table.Find(packet));
    }

    [Fact]
    public void PolicyTable_Find_AllocatesNothing()
    {
        var table = RandomPolicies.Of(new SeededRandom(3), 2000).Aggregate(PolicyTable.Empty(new SelectorHashThresholds(8, 8, 32, 32)), (t, e) => t.With(e));
        var packets = Enumerable.Range(0, 200).Select(i => RandomPolicies.Packet(new SeededRandom((ulong)i))).ToArray();
        Find(table, packets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = Find(table, packets);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(found, 1, packets.Length);
    }

    private static int Find(PolicyTable table, InnerPacket[] packets)
    {
        var found = 0;
        foreach (ref readonly var packet in packets.AsSpan())
        {
            found += table.Find(packet) is null ? 0 : 1;
        }

        return found;
    }

    private static PolicyTable Table(params PolicyEntry[] entries) =>
        entries.Aggregate(PolicyTable.Empty(SelectorHashThresholds.Default), (table, entry) => table.With(entry));

    private static PolicyEntry Entry(
        string name, string local, string remote, byte protocol = 0, ushort startPort = 0, ushort endPort = 65535, int priority = 0) =>
        new("vpn", new ChildPolicy { Name = name, Priority = priority }, Selector(local, protocol, 0, 65535), Selector(remote, protocol, startPort, endPort));

    private static TrafficSelector Selector(string subnet, byte protocol, ushort startPort, ushort endPort)
    {
        var parts = subnet.Split('/');
        return TrafficSelector.Subnet(
            IpAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), protocol, startPort, endPort);
    }

    private static InnerPacket Packet(string source, string destination, byte protocol = 17, ushort destinationPort = 7) => new()
    {
        IsIpv6 = source.Contains(':', StringComparison.Ordinal),
        Source = IpAddress.Parse(source),
        Destination = IpAddress.Parse(destination),
        Protocol = protocol,
        SourcePort = 40000,
        DestinationPort = destinationPort,
        HasPorts = true,
    };
}
