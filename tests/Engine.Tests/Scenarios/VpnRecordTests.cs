using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What stays of a vpn over rekeys, reauthentications and reconnects: totals, and how often it came up and went down.</summary>
public sealed class VpnRecordTests
{
    [Fact]
    public void Reconnect_CountsEachComingAndGoingWithItsReason()
    {
        var pair = SimPair.Established(seed: 61);
        Assert.Equal((1ul, 0ul, 1), Record(pair.A));
        Assert.Equal((CloseReason.None, null, pair.A.Tunnel.EstablishedAt), (Past(pair.A).LastDownReason, Past(pair.A).LastDownAt, Past(pair.A).LastChange));

        pair.Advance(5);
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        Assert.Equal((1ul, 1ul, 0), Record(pair.A));
        Assert.Equal((CloseReason.AdminDown, CloseReason.PeerDelete), (Past(pair.A).LastDownReason, Past(pair.B).LastDownReason));
        Assert.Equal("the peer deleted it", Past(pair.B).LastDownText);
        Assert.True(Past(pair.A).LastChange > Past(pair.A).LastUpAt);

        pair.Start();
        Assert.Equal((2ul, 1ul, 1), Record(pair.A));
        Assert.Equal((2ul, 1ul, 1), Record(pair.B));
        Assert.Equal(CloseReason.AdminDown, Past(pair.A).LastDownReason);
        Assert.Equal(1ul, Past(pair.A).Tunnels);
    }

    [Fact]
    public void Rekey_OfBothKinds_LeavesTheVpnUp()
    {
        var pair = SimPair.Established(seed: 62);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.Advance(20);

        Assert.Equal((1ul, 0ul, 1), Record(pair.A));
        var totals = Totals(pair.A);
        Assert.Equal((1ul, 1ul, 0ul), (totals.Ike.IkeRekeys, totals.Ike.ChildRekeys, totals.Ike.Reauthentications));
        Assert.Equal((1ul, 0ul), (Assert.Single(totals.Traffic).Rekeys, totals.Traffic[0].TunnelsEnded));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reauthenticate_MakeBeforeBreak_LeavesTheVpnUp(bool makeBeforeBreak)
    {
        var pair = SimPair.Established(seed: 63, vpn => vpn.Limits = new EngineLimits { MakeBeforeBreak = makeBeforeBreak });

        pair.A.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
        pair.Drive();

        Assert.Equal(makeBeforeBreak ? (1ul, 0ul, 1) : (2ul, 1ul, 1), Record(pair.A));
        Assert.Equal((1ul, 1ul), (Totals(pair.A).Ike.Reauthentications, Past(pair.A).Tunnels));
    }

    [Fact]
    public void Totals_OverReconnects_AreTheSumOfAllTunnels()
    {
        var pair = SimPair.Established(seed: 64);
        for (var round = 0; round < 3; round++)
        {
            pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
            pair.Drive();
            pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
            pair.Drive();
            pair.Start();
        }

        var (totals, counters) = (Totals(pair.A), pair.A.Counters);
        Assert.Equal((counters.InMessages, counters.OutMessages, counters.InOctets, counters.OutOctets), (totals.Ike.InMessages, totals.Ike.OutMessages, totals.Ike.InOctets, totals.Ike.OutOctets));
        Assert.Equal((3ul, 3ul), (Assert.Single(totals.Traffic).Rekeys, totals.Traffic[0].TunnelsEnded));
        Assert.Equal((3ul, 3ul), (counters.IkeTunnelsEnded, counters.ChildTunnelsEnded));
        Assert.Equal((4ul, 3ul, 1), Record(pair.A));
        Assert.Equal(1, totals.IkeSas);
    }

    [Fact]
    public void Totals_BeforeThePeerSaysWhoItIs_CountForNoVpn()
    {
        // A's address fits two vpns of B; the first is a guess that IKE_AUTH corrects.
        var pair = new SimPair(seed: 65);
        pair.Configure(new SimVpn());
        var ofB = new SimVpn().Build(forA: false, pair.B.Address, pair.AddressOfA);
        var real = ofB.Peers[0];
        pair.B.Configure(ofB with { Peers = [real with { Name = "another", RemoteIdentity = new IdentityPattern("nobody.example") }, real] });

        pair.Network.Filter = static datagram => datagram.Octets[18] == 34;
        pair.Start();
        var guess = Assert.Single(pair.B.Registry.Capture().Enumerate());
        Assert.Equal(("another", false), (guess.VpnName, guess.IsVpnCertain));
        Assert.Empty(pair.B.Registry.Capture().ReadVpnTotals());
        pair.Network.Filter = static _ => true;
        pair.Advance(30);

        Assert.Equal([real.Name], pair.B.Registry.Capture().ReadVpnTotals().Keys.Select(static vpn => vpn.Name));
        Assert.Equal(pair.B.Counters.InMessages, Totals(pair.B).Ike.InMessages);
    }

    private static (ulong Up, ulong Down, int Now) Record(SimHost host) => (Past(host).UpCount, Past(host).DownCount, Past(host).TunnelsUp);

    private static VpnPast Past(SimHost host) => Totals(host).Past;

    private static VpnTotals Totals(SimHost host) => Assert.Single(host.Registry.Capture().ReadVpnTotals()).Value;
}
