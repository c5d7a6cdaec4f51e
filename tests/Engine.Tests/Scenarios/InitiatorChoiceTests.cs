using System.Buffers.Binary;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What an initiator may leave out or ask for.</summary>
public sealed class InitiatorChoiceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Request_DetectsNat_DecidesTheNotifies(bool detects)
    {
        var pair = SimPair.Established(seed: 11, vpn => vpn.Peer = peer => peer with { DetectsNat = detects });

        pair.ShouldAgree();
        Assert.Equal(detects, HasNatDetection(pair.Network.Sent[0].Octets));
        Assert.Equal(detects, HasNatDetection(pair.Network.Sent[1].Octets));
    }

    [Fact]
    public void Request_UdpEncapsulationForced_DetectsNatAnyway()
    {
        var pair = SimPair.Established(seed: 12, vpn => vpn.Peer = peer => peer with { DetectsNat = false, ForceUdpEncapsulation = true });

        pair.ShouldAgree();
        Assert.True(HasNatDetection(pair.Network.Sent[0].Octets));
    }

    [Theory]
    [InlineData("b.example", true)]
    [InlineData("somebody.example", false)]
    public void RequestedIdentity_ResponderHasItOrNot_DecidesTheTunnel(string requested, bool comesUp)
    {
        var ofA = new SimVpn { Peer = peer => peer with { RemoteIdentity = IdentityPattern.Any, RequestedIdentity = Identity.Fqdn(requested) } };
        var pair = new SimPair(seed: 13);
        pair.Configure(ofA, new SimVpn());
        pair.Start();

        Assert.Equal(comesUp, pair.A.Tunnels.Any(tunnel => tunnel.Children.Count > 0));
    }

    private static bool HasNatDetection(byte[] message)
    {
        // The body of a notify without SPI: protocol 0, SPI size 0, type.
        var start = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(start.AsSpan(2), (ushort)NotifyType.NatDetectionSourceIp);
        return message.AsSpan().IndexOf(start) >= 0;
    }
}
