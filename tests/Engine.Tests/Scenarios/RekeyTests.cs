using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Rekeying from either side, and every collision of RFC 7296 section 2.25.</summary>
public sealed class RekeyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyChild_FromEitherSide_NewPairReplacesOld(bool fromA)
    {
        var pair = SimPair.Established(seed: 3);
        var before = pair.A.Tunnel.Children.Single();
        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        var installed = pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Installed);
        Assert.Equal(2u, installed.Generation);
        Assert.Equal(before.Id, installed.Id);
        Assert.NotEqual(before.SpiIn, installed.SpiIn);
        Assert.Contains(pair.A.Tunnel.Children, child => child.State == IpsecTunnelState.Deleted);

        // The replaced pair leaves the displays and the data plane after a moment.
        pair.Advance(6);
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Single(pair.A.DataPlane.Inbound);
        Assert.Single(pair.B.DataPlane.Inbound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyIke_FromEitherSide_ChildrenMoveAndTunnelIdStays(bool fromA)
    {
        var pair = SimPair.Established(seed: 4, vpn => vpn.ChildCount = 1);
        var before = pair.B.Tunnel;
        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        var after = pair.B.Tunnel;
        Assert.Single(pair.A.Tunnels);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(2u, after.Generation);
        Assert.NotEqual(before.UniqueId, after.UniqueId);
        Assert.Equal(before.Children.Single().SpiIn, after.Children.Single().SpiIn);
        Assert.Equal(!fromA, after.IsInitiator);

        // Traffic control goes on over the new SA.
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RekeyChild_BothSidesAtOnce_OnePairSurvives(int seed)
    {
        // A --> CREATE_CHILD_SA { N(REKEY_SA) }    crosses    B --> CREATE_CHILD_SA { N(REKEY_SA) }
        var pair = SimPair.Established((ulong)seed);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.Advance(10);
        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Single(pair.A.DataPlane.Outbound);
        Assert.Single(pair.B.DataPlane.Outbound);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RekeyIke_BothSidesAtOnce_OneSaSurvivesWithTheChildren(int seed)
    {
        var pair = SimPair.Established((ulong)seed);
        var spi = pair.A.Tunnel.Children.Single().SpiIn;
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        Assert.Equal(spi, pair.A.Tunnel.Children.Single().SpiIn);
    }

    /// <summary>
    /// B's rekey request arrives, A's answer to it never does, and B gives its exchange up when A's DELETE of the old SA comes: B never hears of the SA
    /// that A has made for it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RekeyIke_CollidingAndAnswerLost_NoSaIsLeftOver(int seed)
    {
        var pair = SimPair.Established((ulong)seed);
        pair.Network.Filter = datagram => datagram.Source.Address != pair.A.Address
            || datagram.Octets[18] != (byte)ExchangeType.CreateChildSa || (datagram.Octets[19] & 0x20) == 0;
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.Advance(15);
        pair.Network.Filter = null;
        pair.Advance(70);
        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        Assert.Single(pair.A.Tunnel.Children);
    }

    [Fact]
    public void RekeyChild_WhilePeerDeletesIt_NothingIsLeft()
    {
        var pair = SimPair.Established(seed: 7);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.Drive();
        pair.Advance(30);
        pair.ShouldAgree();
    }

    [Fact]
    public void RekeyIke_WhilePeerRekeysChild_BothHappenInTheEnd()
    {
        var pair = SimPair.Established(seed: 8);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.Advance(30);
        pair.ShouldAgree();
        Assert.Equal(2u, pair.A.Tunnel.Generation);
        Assert.Equal(2u, pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Installed).Generation);
    }

    [Fact]
    public void RekeyIke_WhilePeerDeletesIt_BothSidesEndEmpty()
    {
        var pair = SimPair.Established(seed: 9);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        pair.Advance(120);
        pair.ShouldAgree();
    }

    [Fact]
    public void FlushIke_FromBothSidesAtOnce_BothSidesEndEmpty()
    {
        var pair = SimPair.Established(seed: 10);
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void FlushChild_FromBothSidesAtOnce_ChildGoesIkeSaStays()
    {
        var pair = SimPair.Established(seed: 11);
        pair.A.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.Empty(pair.A.Tunnel.Children);
        Assert.True(pair.A.DataPlane.IsEmpty);
        Assert.True(pair.B.DataPlane.IsEmpty);
    }

    [Fact]
    public void Lifetimes_LeftAlone_RekeyBeforeTheHardLimit()
    {
        var pair = SimPair.Established(seed: 12, vpn =>
        {
            vpn.Peer = peer => peer with { RekeyTime = TimeSpan.FromSeconds(100) };
            vpn.Child = child => child with { RekeyTime = TimeSpan.FromSeconds(40) };
        });
        pair.Advance(95);
        pair.ShouldAgree();
        var child = pair.A.Tunnel.Children.Single(c => c.State == IpsecTunnelState.Installed);
        Assert.True(child.Generation >= 2, $"child generation {child.Generation}");
        pair.Advance(400);
        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.Generation >= 4, $"generation {pair.A.Tunnel.Generation}");
        Assert.Equal(1ul, pair.A.Tunnel.Id.Value);
    }

    [Fact]
    public void Pfs_GroupOfItsOwn_RekeyUsesIt()
    {
        var pair = SimPair.Established(seed: 13, vpn => vpn.EspProposals =
        [
            new ProposalOffer
            {
                Protocol = ProtocolId.Esp,
                Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)],
                KeyExchanges = [KeyExchangeId.Ecp256],
                SequenceNumbers = [SequenceNumbersId.ExtendedSequenceNumbers],
            },
        ]);
        Assert.True(pair.A.Tunnel.Children.Single().KeyExchange.IsNone);
        Assert.True(pair.A.Tunnel.Children.Single().ExtendedSequenceNumbers);
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.Equal("ecp256", pair.A.Tunnel.Children.Single(c => c.State == IpsecTunnelState.Installed).KeyExchange.Name);
    }
}
