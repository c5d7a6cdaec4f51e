using System.Net;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Pings through tunnels that the engines negotiated and carry themselves; no tunnel device anywhere.</summary>
public sealed class PingTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Ping_ThroughEveryChild_IsAnsweredByThePeersEngine(bool ipv6, bool nat)
    {
        var pair = Pinging(new PingPlan { Count = 10 }, children: 3, ipv6: ipv6, nat: nat);

        pair.Advance(15);

        var tasks = pair.A.Registry.Capture().EnumeratePings().ToList();
        Assert.Equal(["10.1.1.0 10.2.1.0", "10.1.2.0 10.2.2.0", "10.1.3.0 10.2.3.0"], tasks.Select(static t => $"{t.Local} {t.Remote}"));
        Assert.All(tasks, static task =>
        {
            var reading = task.Counters.Read();
            Assert.Equal((10ul, 10ul, 0ul), (reading.Sent, reading.Received, reading.Lost));
            Assert.Equal((2_000ul, 2_000ul, 2_000.0), (reading.RttMinimum, reading.RttMaximum, reading.RttP99));
            Assert.Equal(PingTaskState.Ended, task.Counters.State);
        });

        // Nobody else sees them, and the SAs have counted them.
        Assert.Empty(pair.A.Delivered.Concat(pair.B.Delivered));
        var view = pair.B.Registry.Capture();
        Assert.Equal((30ul, 30ul), (view.Read(pair.B.Tunnel).Traffic.InPackets, view.Read(pair.B.Tunnel).Traffic.OutPackets));
        Assert.Equal(30ul, pair.A.Registry.Capture().ReadPingTotals().Received);
    }

    [Fact]
    public void Ping_WhileChildAndIkeSaAreRekeyed_LosesNothing()
    {
        var pair = Pinging(new PingPlan { Interval = TimeSpan.FromMilliseconds(20) });
        for (var round = 0; round < 3; round++)
        {
            pair.Advance(1);
            (round % 2 == 0 ? pair.A : pair.B).Execute(new EngineCommand.RekeyChild(SaSelector.All));
            pair.Advance(1);
            (round % 2 == 0 ? pair.B : pair.A).Execute(new EngineCommand.RekeyIke(SaSelector.All));
        }

        pair.Advance(4);
        pair.A.Execute(new EngineCommand.StopPings(null));
        pair.Advance(10);

        var total = pair.A.Registry.Capture().ReadPingTotals();
        Assert.InRange(total.Sent, 490ul, 510ul);
        Assert.Equal((total.Sent, 0ul), (total.Received, total.Lost));
        var reading = pair.A.Registry.Capture().Read(pair.A.Tunnel);
        Assert.Equal((4u, total.Sent, total.Sent), (reading.Snapshot.Generation, reading.Traffic.OutPackets, reading.Traffic.InPackets));
        Assert.Equal(total.Sent, reading.TotalOf("child-1").InPackets);
    }

    [Fact]
    public void Ping_NetworkThatLosesPackets_CountsWhatWasLost()
    {
        var pair = Pinging(new PingPlan { Interval = TimeSpan.FromMilliseconds(20), Count = 500 });
        pair.Network.LossPercent = 20;
        pair.Advance(20);
        var total = pair.A.Registry.Capture().ReadPingTotals();
        Assert.Equal(500ul, total.Sent);
        Assert.Equal(500ul, total.Received + total.Lost);
        Assert.InRange(total.LossPercent, 25, 48);
        Assert.Contains(pair.A.Events, static e => e.Describe().Contains("loses", StringComparison.Ordinal));
    }

    [Fact]
    public void Ping_BetweenNamedAddresses_UsesThem()
    {
        var pair = Pinging(new PingPlan { Count = 1, Source = IPAddress.Parse("10.1.1.9"), Destination = IPAddress.Parse("10.2.1.8"), PayloadLength = 1_000 });
        pair.Advance(3);
        var task = pair.A.Registry.Capture().EnumeratePings().Single();
        Assert.Equal(("10.1.1.9", "10.2.1.8", 1ul), (task.Local.ToString(), task.Remote.ToString(), task.Counters.Read().Received));
    }

    [Fact]
    public void Start_AddressesOutsideTheSelectors_SaysSoAndStartsNothing()
    {
        var pair = SimPair.Established(seed: 21, carriesPackets: true);
        var request = pair.A.Execute(new EngineCommand.StartPings("vpn", [], new PingPlan { Destination = IPAddress.Parse("10.99.0.1") }));
        var result = pair.A.ResultOf(request)!;
        Assert.Equal(0, result.Affected);
        Assert.Contains("do not allow an echo request", Assert.Single(result.Lines), StringComparison.Ordinal);
        Assert.Equal(CommandStatus.Invalid, pair.A.ResultOf(pair.A.Execute(new EngineCommand.StartPings(null, [], new PingPlan { PayloadLength = 8 })))!.Status);
    }

    [Fact]
    public void Start_ChildThatCarriesOnlyTcp_IsNotPinged()
    {
        var pair = SimPair.Established(
            seed: 22,
            vpn => vpn.Child = child => child with { LocalSelectors = [.. child.LocalSelectors.Select(static s => s with { Protocol = 6 })] },
            carriesPackets: true);
        var result = pair.A.ResultOf(pair.A.Execute(new EngineCommand.StartPings(null, [], PingPlan.Default)))!;
        Assert.Equal(0, result.Affected);
        Assert.Contains("name source and destination", Assert.Single(result.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OtherPolicyOrVpn_FindsNothing()
    {
        var pair = SimPair.Established(seed: 23, static vpn => vpn.ChildCount = 2, carriesPackets: true, answersEcho: true);
        Assert.Equal(0, Affected(new EngineCommand.StartPings("no vpn", [], PingPlan.Default)));
        Assert.Equal(0, Affected(new EngineCommand.StartPings("vpn", ["no child"], PingPlan.Default)));
        Assert.Equal(1, Affected(new EngineCommand.StartPings("vpn", ["child-1"], PingPlan.Default)));
        Assert.Equal(1, Affected(new EngineCommand.ClearPings()));

        int Affected(EngineCommand command) => pair.A.ResultOf(pair.A.Execute(command))!.Affected;
    }

    [Fact]
    public void EchoRequest_HostWithATunnelDevice_GetsItItself()
    {
        var pair = SimPair.Established(seed: 24, carriesPackets: true);
        pair.A.Execute(new EngineCommand.StartPings(null, [], new PingPlan { Count = 1 }));
        pair.Advance(5);
        Assert.Single(pair.B.Delivered);
        Assert.Equal(1ul, pair.A.Registry.Capture().ReadPingTotals().Lost);
    }

    private static SimPair Pinging(PingPlan plan, int children = 1, bool ipv6 = false, bool nat = false)
    {
        var pair = SimPair.Established(seed: 20, vpn => vpn.ChildCount = children, nat: nat, ipv6: ipv6, carriesPackets: true, answersEcho: true);
        for (var child = 2; child <= children; child++)
        {
            pair.Start($"child-{child}");
        }

        Assert.Equal(children, pair.A.ResultOf(pair.A.Execute(new EngineCommand.StartPings("vpn", [], plan)))!.Affected);
        return pair;
    }
}
