using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What pairs of Child SAs have counted stays with the tunnel when they are replaced, and with the vpn when the tunnel ends.</summary>
public sealed class TrafficTotalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyChild_OldPairGone_ItsCountersAreInTheTunnelsTotals(bool fromA)
    {
        var pair = SimPair.Established(seed: 11);
        Count(pair.A.Tunnel.Children.Single(), 100);
        var id = pair.A.Tunnel.Id;

        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        // Both pairs are there: late packets of the old one count still.
        Count(pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Deleted), 7);
        Count(pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Installed), 30);
        Assert.Equal(137ul, Reading(pair, id).Traffic.InPackets);
        pair.Advance(6);

        Assert.Single(pair.A.Tunnel.Children);
        var reading = Reading(pair, id);
        Assert.Equal((137ul, 137_000ul, 137ul), (reading.Traffic.InPackets, reading.Traffic.InOctets, reading.Traffic.OutErrors));
        var past = Assert.Single(reading.Snapshot.Past);
        Assert.Equal((1ul, 107ul), (past.Pairs, past.Counters.InPackets));
        Assert.Equal(137ul, reading.TotalOf(past.PolicyName).InPackets);
    }

    [Fact]
    public void RekeyIke_WithRekeyedChild_TotalsGoOnInTheNewGeneration()
    {
        var pair = SimPair.Established(seed: 12);
        var id = pair.A.Tunnel.Id;
        Count(pair.A.Tunnel.Children.Single(), 5);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.Advance(12);

        Count(pair.A.Tunnel.Children.Single(), 6);

        var reading = Reading(pair, id);
        Assert.Equal((2u, 11ul), (reading.Snapshot.Generation, reading.Traffic.InPackets));
    }

    [Fact]
    public void Close_AndUpAgain_TotalsOfTheVpnNeverRunBackwards()
    {
        var pair = SimPair.Established(seed: 13);
        var (vpn, policy) = (pair.A.Tunnel.VpnName, pair.A.Tunnel.Children.Single().PolicyName);
        for (var round = 1ul; round <= 3; round++)
        {
            Count(pair.A.Tunnel.Children.Single(), 10);
            pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
            pair.Drive();
            Assert.Empty(pair.A.Tunnels);
            var past = Assert.Single(pair.A.Registry.Capture().Past(new VpnKey("main", vpn)).Traffic);
            Assert.Equal((policy, round, round * 10), (past.PolicyName, past.Pairs, past.Counters.InPackets));
            Assert.Equal(round * 10, pair.A.Registry.Capture().Retired.Ipsec.InPackets);
            pair.Start();
            pair.Drive();
        }
    }

    [Theory]
    [InlineData("10.2.2.7", "10.1.2.5", 1ul, 0ul)]
    [InlineData("10.99.0.1", "10.1.1.5", 0ul, 1ul)]
    [InlineData("10.2.1.7", "10.1.2.5", 0ul, 1ul)]
    public void Inbound_PacketThroughTheWrongPair_IsCountedAsMismatchOrAsWithoutPolicy(string source, string destination, ulong mismatches, ulong withoutPolicy)
    {
        // B sends through child-1 what belongs to child-2, or to nobody.
        var pair = SimPair.Established(seed: 14, static vpn => vpn.ChildCount = 2, carriesPackets: true);
        pair.Start("child-2");
        var first = pair.B.Tunnel.Children.Single(static child => child.PolicyName == "child-1");
        var outbound = pair.B.Shard.Services.Packets!.Find(first.SpiIn)!.Outbound!;
        var packet = IpPackets.Udp(source, destination, [1, 2, 3]);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        var room = new byte[outbound.MaximumLength(packet.Length)];
        Assert.Equal(ProtectResult.Protected, outbound.Protect(packet, inner, room, out var written, out var outer));

        pair.A.Receive(new SimDatagram(outbound.Path.Local, outbound.Path.Remote, false, room[..written]) { Outer = outer });

        Assert.Empty(pair.A.Delivered);
        var counters = pair.A.Tunnel.Children.Single(static child => child.PolicyName == "child-1").Counters.Read();
        Assert.Equal((mismatches, withoutPolicy, 1ul), (counters.SelectorMismatches, counters.NoPolicyDrops, counters.InDrops));
    }

    private static TunnelReading Reading(SimPair pair, TunnelId id)
    {
        var view = pair.A.Registry.Capture();
        return view.Read(view.Find(id)!);
    }

    // As the packet path does, on the same thread.
    private static void Count(IpsecTunnelSnapshot child, ulong packets)
    {
        child.Counters.InPackets.Add(packets);
        child.Counters.InOctets.Add(packets * 1_000);
        child.Counters.OutTooBig.Add(packets);
    }
}
