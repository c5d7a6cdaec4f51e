using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Gateways that send a client to another one (RFC 5685). The gateways are addresses of B.</summary>
public sealed class RedirectTests
{
    private static readonly IpAddress First = IpAddress.Parse("198.51.100.1");
    private static readonly IpAddress Second = IpAddress.Parse("198.51.100.2");
    private static readonly IpAddress Third = IpAddress.Parse("2001:db8:b::3");
    private static readonly IpAddress SixOfA = IpAddress.Parse("2001:db8:a::1");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gateway_Redirects_TunnelComesUpWithTheOther(bool atOnce)
    {
        var pair = Pair(Gateway(First, Second, atOnce), Gateway(Second, null, atOnce));
        var request = pair.Start();

        Assert.Equal(CommandStatus.Succeeded, pair.A.ResultOf(request)!.Status);
        Assert.Equal(Second.ToIPAddress(), pair.A.Tunnel.Remote.Address);
        Assert.True(pair.A.Tunnel.Redirect);
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        Assert.Equal(0ul, pair.B.Counters.HalfOpen);
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Client_ThatDoesNotFollow_IsServed(bool atOnce)
    {
        var pair = Pair(follows: false, Gateway(First, Second, atOnce), Gateway(Second, null, atOnce));
        pair.Start();

        Assert.Equal(First.ToIPAddress(), pair.A.Tunnel.Remote.Address);
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gateways_ThatSendToEachOther_KeepWhoComesFromThere(bool atOnce)
    {
        var pair = Pair(Gateway(First, Second, atOnce), Gateway(Second, First, atOnce));
        pair.Start();

        Assert.Equal(Second.ToIPAddress(), pair.A.Tunnel.Remote.Address);
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gateways_InACircle_AreGivenUpAfterFive(bool atOnce)
    {
        var pair = Pair(Gateway(First, Second, atOnce), Gateway(Second, Third, atOnce), Gateway(Third, First, atOnce));
        var request = pair.Start();

        var result = pair.A.ResultOf(request)!;
        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("circle", result.Message, StringComparison.Ordinal);
        Assert.Equal(6, pair.A.Events.Count(static happened => happened.Describe().StartsWith("initiating IKE_SA", StringComparison.Ordinal)));
        Assert.Empty(pair.A.Tunnels);
    }

    [Fact]
    public void Redirect_WithoutOurNonce_IsNotFollowed()
    {
        var pair = Pair(Gateway(First, Second, true), Gateway(Second, null, true));
        pair.Network.Filter = static datagram =>
        {
            if (datagram.Source.Address == First)
            {
                // The nonce is the last of the answer.
                datagram.Octets[^1] ^= 1;
            }

            return true;
        };
        var request = pair.Start();

        Assert.Equal(CommandStatus.Failed, pair.A.ResultOf(request)!.Status);
        Assert.DoesNotContain(pair.Network.Sent, static datagram => datagram.Destination.Address == Second);
    }

    [Fact]
    public void Operator_RedirectsStandingSa_NewOneReplacesIt()
    {
        var pair = Pair(Gateway(First, null, false), Gateway(Second, null, false));
        pair.Start();
        var before = pair.A.Tunnel;
        Assert.True(pair.B.Tunnel.Redirect);

        var request = pair.B.Execute(new EngineCommand.RedirectIke(SaSelector.All, Second.ToIPAddress()));
        pair.Drive();

        Assert.Equal(CommandStatus.Succeeded, pair.B.ResultOf(request)!.Status);
        Assert.Equal(Second.ToIPAddress(), pair.A.Tunnel.Remote.Address);
        Assert.NotEqual(before.Id, pair.A.Tunnel.Id);
        Assert.Equal(IpsecTunnelState.Installed, Assert.Single(pair.A.Tunnel.Children).State);
        pair.Advance(10);
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        pair.ShouldAgree();
    }

    [Fact]
    public void Operator_RedirectsPeerThatDoesNotFollow_SaysSo()
    {
        var pair = Pair(follows: false, Gateway(First, null, false));
        pair.Start();

        var request = pair.B.Execute(new EngineCommand.RedirectIke(SaSelector.All, Second.ToIPAddress()));
        pair.Drive();

        Assert.Equal(CommandStatus.Failed, pair.B.ResultOf(request)!.Status);
        Assert.Contains("does not follow", Assert.Single(pair.B.ResultOf(request)!.Lines), StringComparison.Ordinal);
        Assert.Equal(First.ToIPAddress(), pair.A.Tunnel.Remote.Address);
    }

    private static (IpAddress Own, IpAddress? To, bool AtOnce) Gateway(IpAddress own, IpAddress? to, bool atOnce) => (own, to, atOnce);

    private static SimPair Pair(params ReadOnlySpan<(IpAddress Own, IpAddress? To, bool AtOnce)> gateways) => Pair(follows: true, gateways);

    private static SimPair Pair(bool follows, params ReadOnlySpan<(IpAddress Own, IpAddress? To, bool AtOnce)> gateways)
    {
        var pair = new SimPair(seed: 4, mobile: true);
        pair.A.Relocate(pair.A.Address, SixOfA);
        pair.B.Relocate(First, Second, Third);
        var all = gateways.ToArray();
        pair.Configure(
            new SimVpn { Peer = peer => peer with { FollowsRedirects = follows, LocalAddress = null } },
            new SimVpn
            {
                Whole = (_, configuration) => configuration with
                {
                    Peers = all.Select((gateway, number) => configuration.Peers[0] with
                    {
                        Name = $"gateway-{number}",
                        LocalAddress = gateway.Own,
                        RemoteAddress = null,
                        RedirectTo = gateway.To,
                        RedirectsAtOnce = gateway.AtOnce,
                    }).ToValueList(),
                },
            });
        return pair;
    }
}
