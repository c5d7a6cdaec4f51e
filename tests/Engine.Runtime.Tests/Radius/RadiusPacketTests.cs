using System.Net;
using System.Text;
using MyIkev2.Engine.Runtime.Radius;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

/// <summary>The packets of RFC 2865 section 7.1, and what no packet may be.</summary>
public sealed class RadiusPacketTests
{
    private const string Request =
        "010000380F403F9473978057BD83D5CB98F4227A01066E656D6F02120DBE708D93D413CE3196E43F782A0AEE0406C0A80110050600000003";

    private const string Response = "0200002686FE220E7624BA2A1005F6BF9B55E0B20606000000010F06000000000E06C0A80103";

    private static readonly byte[] Secret = "xyzzy5461"u8.ToArray();

    [Fact]
    public void TryRead_PublishedRequest_GivesItsAttributes()
    {
        Assert.True(RadiusPacket.TryRead(Convert.FromHexString(Request), out var packet));

        Assert.Equal((RadiusCode.AccessRequest, (byte)0), (packet.Code, packet.Identifier));
        Assert.Equal("nemo", Encoding.UTF8.GetString(packet.All(RadiusAttributeType.UserName).Single().Span));
        Assert.Equal(3u, packet.Number(RadiusAttributeType.NasPort));
        Assert.Null(packet.Number((RadiusAttributeType)2));
        Assert.False(packet.TryFind(RadiusAttributeType.State, out _));
    }

    [Theory]
    [InlineData(Response, true)]
    [InlineData("0200002686FE220E7624BA2A1005F6BF9B55E0B20606000000010F06000000000E06C0A80104", false)]
    public void IsGenuine_PublishedResponse_OnlyUnchanged(string response, bool isGenuine)
    {
        Assert.True(RadiusPacket.TryRead(Convert.FromHexString(response), out var packet));
        var requestAuthenticator = Convert.FromHexString(Request).AsSpan(4, 16);

        Assert.Equal(isGenuine, RadiusDigests.IsGenuine(packet, requestAuthenticator, Secret, needsMessageAuthenticator: false));
        Assert.False(RadiusDigests.IsGenuine(packet, requestAuthenticator, Secret, needsMessageAuthenticator: true));
    }

    [Fact]
    public void Builder_EapOfSixHundredOctets_IsCutOverThreeAttributesAndJoined()
    {
        var eap = Enumerable.Range(0, 600).Select(i => (byte)i).ToArray();

        var octets = new RadiusPacketBuilder(RadiusCode.AccessRequest).AddEap(eap).AccessRequest(7, Secret);

        Assert.True(RadiusPacket.TryRead(octets, out var packet));
        Assert.Equal([253, 253, 94], packet.All(RadiusAttributeType.EapMessage).Select(part => part.Length));
        Assert.Equal(eap, packet.EapMessage());
        Assert.Equal((byte)RadiusAttributeType.MessageAuthenticator, octets[RadiusPacket.HeaderSize]);
    }

    [Fact]
    public void Builder_EapStart_IsOneEmptyAttribute()
    {
        var octets = new RadiusPacketBuilder(RadiusCode.AccessRequest).AddEap(default).AccessRequest(7, Secret);

        Assert.True(RadiusPacket.TryRead(octets, out var packet));
        Assert.Equal([0], packet.All(RadiusAttributeType.EapMessage).Select(part => part.Length));
    }

    [Fact]
    public void Response_EveryChangedOctet_IsFound()
    {
        var request = new RadiusPacketBuilder(RadiusCode.AccessRequest).AddEap("hello"u8).AccessRequest(9, Secret);
        var requestAuthenticator = request.AsSpan(4, 16).ToArray();
        var response = new RadiusPacketBuilder(RadiusCode.AccessChallenge).Add(RadiusAttributeType.State, "s"u8).AddEap("world"u8)
            .Response(9, requestAuthenticator, Secret);
        Assert.True(RadiusPacket.TryRead(response, out var whole));
        Assert.True(RadiusDigests.IsGenuine(whole, requestAuthenticator, Secret, needsMessageAuthenticator: true));
        Assert.False(RadiusDigests.IsGenuine(whole, requestAuthenticator, "other"u8, needsMessageAuthenticator: true));

        for (var at = 0; at < response.Length; at++)
        {
            var changed = (byte[])response.Clone();
            changed[at] ^= 0x10;
            var isTaken = RadiusPacket.TryRead(changed, out var packet)
                && RadiusDigests.IsGenuine(packet, requestAuthenticator, Secret, needsMessageAuthenticator: true);
            Assert.False(isTaken, $"octet {at}");
        }
    }

    [Fact]
    public void DigestedRequest_OfWhoKnowsTheSecret_IsGenuine()
    {
        var octets = new RadiusPacketBuilder(RadiusCode.DisconnectRequest).Add(RadiusAttributeType.UserName, "carol").DigestedRequest(3, Secret);

        Assert.True(RadiusPacket.TryRead(octets, out var packet));
        Assert.True(RadiusDigests.IsGenuineRequest(packet, Secret));
        Assert.False(RadiusDigests.IsGenuineRequest(packet, "other"u8));
    }

    [Fact]
    public void AllOfVendor_SeveralInOneAttributeAndOthersBetween_GivesThatVendorsInOrder()
    {
        byte[] microsoft = [0, 0, 1, 55, 28, 6, 8, 8, 8, 8, 28, 6, 9, 9, 9, 9];
        byte[] cisco = [0, 0, 12, 4, 28, 3, 1];
        var octets = new RadiusPacketBuilder(RadiusCode.AccessAccept)
            .Add(RadiusAttributeType.VendorSpecific, microsoft)
            .Add(RadiusAttributeType.VendorSpecific, cisco)
            .AccessRequest(1, Secret);

        Assert.True(RadiusPacket.TryRead(octets, out var packet));
        Assert.Equal(
            ["8.8.8.8", "9.9.9.9"], packet.AllOfVendor(311, 28).Select(value => new IPAddress(value.Span).ToString()));
    }

    [Fact]
    public void TryRead_EveryPrefixAndEveryChange_NeverThrows()
    {
        var octets = new RadiusPacketBuilder(RadiusCode.AccessAccept)
            .Add(RadiusAttributeType.VendorSpecific, (byte[])[0, 0, 1, 55, 17, 4, 1, 2])
            .AddEap(new byte[300])
            .AccessRequest(1, Secret);
        for (var length = 0; length <= octets.Length; length++)
        {
            Assert.Equal(length == octets.Length, RadiusPacket.TryRead(octets.AsMemory(0, length), out _));
        }

        for (var at = 0; at < octets.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])octets.Clone();
                changed[at] = (byte)value;
                if (RadiusPacket.TryRead(changed, out var packet))
                {
                    Assert.InRange(packet.EapMessage().Length, 0, octets.Length);
                    Assert.InRange(packet.AllOfVendor(311, 17).Count(), 0, octets.Length);
                    RadiusDigests.IsGenuine(packet, octets.AsSpan(4, 16), Secret, needsMessageAuthenticator: true);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(19)]
    public void MppeKey_OfALengthThatCannotBe_IsNull(int length)
    {
        Assert.Null(RadiusDigests.MppeKey(new byte[length], new byte[16], Secret));
    }
}
