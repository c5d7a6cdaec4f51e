using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>IANA's numbers on the left, the interface's on the right; every other number must become zero.</summary>
public class AlgorithmMapperTests
{
    [Fact]
    public void Encryption_EveryIanaNumber_IsMappedOrZero()
        => AssertTable(id => (int)AlgorithmMapper.Encryption(Algorithm(id)), new() { [2] = 18, [3] = 3, [12] = 12, [20] = 20, [28] = 28 });

    [Fact]
    public void Authentication_EveryIanaNumber_IsMappedOrZero()
        => AssertTable(
            id => (int)AlgorithmMapper.Authentication(Algorithm(id)),
            new() { [1] = 40, [2] = 41, [5] = 9, [12] = 7, [13] = 13, [14] = 14 });

    [Fact]
    public void PseudorandomFunction_EveryIanaNumber_IsMappedOrZero()
        => AssertTable(
            id => (int)AlgorithmMapper.PseudorandomFunction(Algorithm(id)),
            new() { [1] = 38, [2] = 39, [4] = 18, [5] = 15, [6] = 16, [7] = 17 });

    [Fact]
    public void AuthenticationMethod_EveryIanaNumber_IsMappedOrZero()
        => AssertTable(
            id => (int)AlgorithmMapper.AuthenticationMethod((byte)id),
            new() { [1] = 2, [2] = 3, [9] = 4, [10] = 5, [11] = 6, [14] = 7 });

    [Fact]
    public void IdentityType_EveryIkev2Number_IsThatOfRfc2407OrZero()
        => AssertTable(
            id => (int)IdentityMapper.Type(new IdentityInfo((byte)id, default, string.Empty)),
            new() { [1] = 1, [2] = 2, [3] = 3, [5] = 5, [9] = 9, [10] = 10, [11] = 11 });

    [Theory]
    [InlineData(2, 64, 0u)]
    [InlineData(3, 192, 0u)]
    [InlineData(12, 128, 128u)]
    [InlineData(12, 256, 256u)]
    [InlineData(20, 256, 256u)]
    [InlineData(28, 256, 0u)]
    public void KeyLength_OfFixedLengthAlgorithms_IsZero(ushort id, int bits, uint expected)
        => Assert.Equal(expected, AlgorithmMapper.KeyLength(new AlgorithmInfo(id, bits, "x")));

    [Fact]
    public void Tunnel_CombinedModeCipher_HasNoAuthenticationAlgorithm()
    {
        var tunnel = IkeTunnelMapper.Tunnel(CannedTunnels.WorkedExample with
        {
            Encryption = new AlgorithmInfo(20, 256, "aes256-gcm-128", true),
            Integrity = new AlgorithmInfo(12, 0, "hmac-sha256"),
        });
        Assert.Equal((TunnelEncryption.AesGcm16, TunnelAuthentication.None, 256u), (tunnel.Encryption, tunnel.Authentication, tunnel.EncryptionKeyLength.Value));
    }

    [Theory]
    [InlineData(true, true, NatTraversalLevel.Ikev2)]
    [InlineData(true, false, NatTraversalLevel.None)]
    [InlineData(false, true, NatTraversalLevel.None)]
    public void Tunnel_NatTraversalLevel_NeedsBothSides(bool allowed, bool peer, NatTraversalLevel expected)
    {
        var snapshot = CannedTunnels.WorkedExample with { NatTraversalAllowed = allowed, PeerSupportsNatTraversal = peer };
        Assert.Equal(expected, IkeTunnelMapper.Tunnel(snapshot).NatTraversal);
    }

    [Fact]
    public void Tunnel_NotEstablishedYet_HasZeroTimes()
    {
        var snapshot = CannedTunnels.WorkedExample with { EstablishedAt = null, RekeyAt = null, ExpiresAt = null, ReauthenticateAt = null };
        var tunnel = IkeTunnelMapper.Tunnel(snapshot);
        Assert.Equal(
            (0u, 0u, 0u, 0u),
            (tunnel.StartTime.Value, tunnel.LifetimeRefresh.Value, tunnel.LifetimeExpire.Value, tunnel.ReauthenticationTime.Value));
    }

    [Fact]
    public void Tunnel_Reauthentication_ShowsIntervalAndTime()
    {
        var snapshot = CannedTunnels.WorkedExample with
        {
            ReauthenticationTime = TimeSpan.FromHours(8),
            ReauthenticateAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        };
        var tunnel = IkeTunnelMapper.Tunnel(snapshot);
        Assert.Equal((28_800u, 1_800_000_000u), (tunnel.ReauthenticationInterval.Value, tunnel.ReauthenticationTime.Value));
    }

    [Fact]
    public void Statistics_CounterOverFourBytes_Wraps()
    {
        var snapshot = CannedTunnels.WorkedExample;
        snapshot.Counters.ChildrenFailedRemote.Set(0x1_0000_0002);
        Assert.Equal(2u, IkeTunnelMapper.Statistics(snapshot).RemoteActivationFailures.Value);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(5)]
    public void Identity_KeyId_IsHexadecimalWhateverItsTextAndHoweverLittleRoomThereIs(int scratch)
        => Assert.Equal("00ff41", IdentityMapper.Text(new IdentityInfo(11, new byte[] { 0x00, 0xFF, 0x41 }, "something else"), new char[scratch]).ToString());

    private static AlgorithmInfo Algorithm(int id) => new((ushort)id, 0, "x");

    private static void AssertTable(Func<int, int> map, Dictionary<int, int> expected)
    {
        for (var id = 0; id < 256; id++)
        {
            Assert.Equal((id, expected.GetValueOrDefault(id)), (id, map(id)));
        }
    }
}
