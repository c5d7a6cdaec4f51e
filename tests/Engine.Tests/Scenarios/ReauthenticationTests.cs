using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Authentication grows old: by our own timer, or because the responder says so (AUTH_LIFETIME, RFC 4478).</summary>
public sealed class ReauthenticationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timer_InBothOrders_MakesNewSas(bool makeBeforeBreak)
    {
        var pair = Pair(ofA: TimeSpan.FromSeconds(100), ofB: default, makeBeforeBreak);
        var before = pair.A.Tunnel;

        pair.Advance(100);

        var after = pair.A.Tunnel;
        Assert.NotEqual(before.Id, after.Id);
        Assert.NotEqual(before.Children.Single().Id, after.Children.Single().Id);
        var opened = pair.A.Events.FindLastIndex(static happened => happened is Shard.IkeSaEstablished);
        var closed = pair.A.Events.FindIndex(static happened => happened is Shard.IkeSaClosed);
        Assert.Equal(makeBeforeBreak, opened < closed);
        Assert.Equal(1ul, after.Counters.Read().Reauthentications);
        pair.Advance(10);
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        pair.ShouldAgree();
    }

    [Fact]
    public void AuthLifetime_OfTheResponder_InitiatorActsInTime()
    {
        var pair = Pair(ofA: default, ofB: TimeSpan.FromSeconds(100), makeBeforeBreak: true);
        var before = pair.A.Tunnel;

        // 100 s less the random tenth that B may take off, less a tenth of that.
        Assert.Equal(81, (before.ReauthenticateAt!.Value - before.EstablishedAt!.Value).TotalSeconds, tolerance: 0.1);
        pair.Advance(85);

        Assert.NotEqual(before.Id, pair.A.Tunnel.Id);
        Assert.True(pair.A.Tunnel.IsInitiator);
        Assert.Equal(1ul, pair.A.Tunnel.Counters.Read().Reauthentications);
        Assert.DoesNotContain(pair.B.Events, static happened => happened.Describe().StartsWith("initiating", StringComparison.Ordinal));
        pair.ShouldAgree();
    }

    [Fact]
    public void AuthLifetime_AndARekey_KeepTheMoment()
    {
        var pair = Pair(ofA: default, ofB: TimeSpan.FromSeconds(100), makeBeforeBreak: true);
        var before = pair.A.Tunnel.ReauthenticateAt;
        pair.Advance(30);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();

        Assert.Equal(2u, pair.A.Tunnel.Generation);
        Assert.Equal(before, pair.A.Tunnel.ReauthenticateAt);
    }

    [Fact]
    public void AuthLifetime_OwnTimeIsShorter_OwnTimeHolds()
    {
        var pair = Pair(ofA: TimeSpan.FromSeconds(40), ofB: TimeSpan.FromSeconds(100), makeBeforeBreak: true);

        Assert.InRange((pair.A.Tunnel.ReauthenticateAt!.Value - pair.A.Tunnel.EstablishedAt!.Value).TotalSeconds, 36, 40);
    }

    [Fact]
    public void AuthLifetime_ResponderThatDoesNotKnowThePeersAddress_GrantsAllOfIt()
    {
        var pair = new SimPair(seed: 10);
        pair.Configure(new SimVpn(), new SimVpn { Peer = peer => peer with { RemoteAddress = null, ReauthenticationTime = TimeSpan.FromSeconds(100) } });
        pair.Start();

        Assert.Equal(90, (pair.A.Tunnel.ReauthenticateAt!.Value - pair.A.Tunnel.EstablishedAt!.Value).TotalSeconds, tolerance: 0.1);
    }

    private static SimPair Pair(TimeSpan ofA, TimeSpan ofB, bool makeBeforeBreak)
    {
        var pair = new SimPair(seed: 9);
        var limits = new EngineLimits { MakeBeforeBreak = makeBeforeBreak };
        pair.Configure(
            new SimVpn { Limits = limits, Peer = peer => peer with { ReauthenticationTime = ofA } },
            new SimVpn { Limits = limits, Peer = peer => peer with { ReauthenticationTime = ofB } });
        pair.Start();
        return pair;
    }
}
