using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Bodies of the notifies of RFC 4555 and RFC 5685.</summary>
public sealed class MobilityNotifyTests
{
    [Theory]
    [InlineData("192.0.2.1", NotifyType.AdditionalIp4Address, "c0000201")]
    [InlineData("2001:db8::1", NotifyType.AdditionalIp6Address, "20010db8000000000000000000000001")]
    public void AdditionalAddress_RoundTrips(string address, NotifyType type, string data)
    {
        var notify = AdditionalAddressNotify.Create(IpAddress.Parse(address));
        Assert.Equal(new NotifyPayload(type, Hex.Parse(data)), notify);
        Assert.True(AdditionalAddressNotify.TryRead(notify, out var read));
        Assert.Equal(IpAddress.Parse(address), read);
    }

    [Theory]
    [InlineData(NotifyType.AdditionalIp4Address, "")]
    [InlineData(NotifyType.AdditionalIp4Address, "c00002")]
    [InlineData(NotifyType.AdditionalIp4Address, "20010db8000000000000000000000001")]
    [InlineData(NotifyType.AdditionalIp6Address, "c0000201")]
    [InlineData(NotifyType.AdditionalIp4Address, "00000000")]
    [InlineData(NotifyType.UpdateSaAddresses, "c0000201")]
    public void AdditionalAddress_NotOne_IsRefused(NotifyType type, string data) =>
        Assert.False(AdditionalAddressNotify.TryRead(new NotifyPayload(type, Hex.Parse(data)), out _));

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Cookie2_SizeOfTheRfc_IsRead(int size, bool expected) =>
        Assert.Equal(expected, Cookie2Notify.TryRead(new NotifyPayload(NotifyType.Cookie2, new byte[size]), out _));

    [Fact]
    public void NoNatsAllowed_LayoutAndMatch()
    {
        var source = new IpEndpoint(IpAddress.Parse("192.0.2.1"), 500);
        var destination = new IpEndpoint(IpAddress.Parse("198.51.100.2"), 4500);
        var notify = NoNatsAllowedNotify.Create(source, destination);

        Assert.Equal(new NotifyPayload(NotifyType.NoNatsAllowed, Hex.Parse("c0000201 c6336402 01f4 1194")), notify);
        Assert.True(NoNatsAllowedNotify.Matches(notify, source, destination));
        Assert.False(NoNatsAllowedNotify.Matches(notify, source with { Port = 501 }, destination));
        Assert.False(NoNatsAllowedNotify.Matches(new NotifyPayload(NotifyType.NoNatsAllowed), source, destination));
    }

    [Fact]
    public void Redirect_ToAnAddress_RoundTrips()
    {
        var notify = RedirectNotify.Create(NotifyType.Redirect, IpAddress.Parse("192.0.2.1"), [0xaa, 0xbb]);
        Assert.Equal(new NotifyPayload(NotifyType.Redirect, Hex.Parse("01 04 c0000201 aabb")), notify);
        Assert.True(RedirectNotify.TryRead(notify, NotifyType.Redirect, out var gateway, out var nonce));
        Assert.Equal((IpAddress.Parse("192.0.2.1"), "aabb"), (gateway.Address, Convert.ToHexStringLower(nonce.Span)));
        Assert.False(RedirectNotify.TryRead(notify, NotifyType.RedirectedFrom, out _, out _));
    }

    [Fact]
    public void Redirect_ToAName_IsRead()
    {
        Assert.True(RedirectNotify.TryRead(new NotifyPayload(NotifyType.Redirect, Hex.Parse("03 05 67772e6578")), NotifyType.Redirect, out var gateway, out _));
        Assert.Equal("gw.ex", gateway.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("01 04 c00002")]
    [InlineData("01 10 c0000201")]
    [InlineData("01 03 c00002")]
    [InlineData("01 04 00000000")]
    [InlineData("02 04 c0000201")]
    [InlineData("03 00")]
    [InlineData("03 02 670a")]
    [InlineData("04 04 c0000201")]
    public void Redirect_NotOne_IsRefused(string data) =>
        Assert.False(RedirectNotify.TryRead(new NotifyPayload(NotifyType.Redirect, Hex.Parse(data)), NotifyType.Redirect, out _, out _));

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("febf::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::", false)]
    public void Address_OthersCanReach(string address, bool expected) => Assert.Equal(expected, ReachableAddress.Is(IpAddress.Parse(address)));
}
