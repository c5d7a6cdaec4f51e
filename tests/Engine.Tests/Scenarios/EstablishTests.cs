using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>IKE_SA_INIT and IKE_AUTH between two engines.</summary>
public sealed class EstablishTests
{
    [Fact]
    public void Pair_PskDefaults_BothSidesAgree()
    {
        // A --> IKE_SA_INIT { SA, KE, Ni }        B --> { SA, KE, Nr }
        // A --> IKE_AUTH { IDi, AUTH, SA, TS }    B --> { IDr, AUTH, SA, TS }
        var pair = SimPair.Established(seed: 7);
        pair.ShouldAgree();
        var a = pair.A.Tunnel;
        var b = pair.B.Tunnel;
        Assert.True(a.IsInitiator);
        Assert.False(b.IsInitiator);
        Assert.Equal("b.example", a.RemoteIdentity.Text);
        Assert.Equal("a.example", b.RemoteIdentity.Text);
        Assert.Equal("aes256-gcm-128", a.Encryption.Name);
        Assert.Equal("curve25519", b.KeyExchange.Name);
        Assert.Single(a.Children);
        Assert.Equal(4, pair.Network.Sent.Count);
    }
}
