using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class EspTunnelTests
{
    private const byte Ipv4 = 4;
    private const byte Ipv6 = 41;
    private const byte NoNextHeader = 59;

    private static readonly byte[] Inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 20);
    private static readonly byte[] Inner6 = IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", 20);

    private static ChildSaInstallation Installation => EspInstallations.Create(CraftedEsp.Cipher, CraftedEsp.Integrity);

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 3 }, true)]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 7 }, true)]
    [InlineData(new byte[] { 0, 0, 0, 3 }, false)]
    [InlineData(new byte[] { 1, 2, 4, 3 }, false)]
    [InlineData(new byte[] { 1, 2, 3, 255 }, false)]
    [InlineData(new byte[] { 1, 2, 3, 53 }, false)]
    public void Inbound_Padding_MustCountFromOne(byte[] trailer, bool isSound)
    {
        var expected = isSound ? UnprotectResult.Accepted : UnprotectResult.DecryptionFailure;
        using var pair = new EspPair(Installation);
        byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 19);
        Assert.Equal(expected, pair.Unprotect(CraftedEsp.Seal(Installation, 1, [.. inner, .. trailer, Ipv4]), out var result));
        Assert.Equal(isSound ? inner : [], result);
    }

    [Fact]
    public void Inbound_LongestPadding_IsTakenOff()
    {
        using var pair = new EspPair(Installation);
        byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 3);
        byte[] padding = [.. Enumerable.Range(1, 255).Select(number => (byte)number)];
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(CraftedEsp.Seal(Installation, 1, [.. inner, .. padding, 255, Ipv4]), out var result));
        Assert.Equal(inner, result);
    }

    [Fact]
    public void Inbound_PaddingOnly_IsADecryptionFailure()
    {
        using var pair = new EspPair(Installation);
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 1, [1, 2, 2, Ipv4]), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 2, [1, 2, 3, Ipv4]), out _));
        Assert.Equal(2UL, pair.In.HighestSequence);
    }

    [Fact]
    public void Inbound_NextHeader_MustNameTheInnerPacket()
    {
        using var pair = new EspPair(Installation);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(CraftedEsp.Seal(Installation, 1, Inner, Ipv4), out _));
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(CraftedEsp.Seal(Installation, 2, Inner6, Ipv6), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 3, Inner, Ipv6), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 4, Inner6, Ipv4), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 5, Inner, IpPackets.UdpProtocol), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 6, Inner.AsSpan(0, 30), Ipv4), out _));
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(Installation, 7, [], Ipv4), out _));
    }

    [Fact]
    public void Inbound_NoNextHeader_IsADummy()
    {
        using var pair = new EspPair(Installation);
        Assert.Equal(UnprotectResult.Dummy, pair.Unprotect(CraftedEsp.Seal(Installation, 1, [1, 2, 3], NoNextHeader), out var nothing));
        Assert.Equal(UnprotectResult.Dummy, pair.Unprotect(CraftedEsp.Seal(Installation, 2, [], NoNextHeader), out _));
        Assert.Equal(UnprotectResult.Replayed, pair.Unprotect(CraftedEsp.Seal(Installation, 2, [], NoNextHeader), out _));
        Assert.Empty(nothing);
        Assert.Equal(2UL, pair.In.Packets);
    }

    [Theory]
    [InlineData("10.1.0.1", "10.2.0.1", true)]
    [InlineData("10.1.0.1", "10.3.0.1", false)]
    [InlineData("10.2.0.1", "10.1.0.1", false)]
    [InlineData("2001:db8:a::1", "2001:db8:b::1", false)]
    public void Inbound_InnerPacket_MustFitTheSelectors(string source, string destination, bool fits)
    {
        var expected = fits ? UnprotectResult.Accepted : UnprotectResult.SelectorMismatch;
        using var pair = new EspPair(EspInstallations.Create() with
        {
            LocalSelectors = [TrafficSelector.Subnet(IpAddress.Parse("10.1.0.0"), 16)],
            RemoteSelectors = [TrafficSelector.Subnet(IpAddress.Parse("10.2.0.0"), 16)],
        });
        Assert.Equal(expected, pair.Unprotect(pair.Protect(IpPackets.Udp(source, destination, 9)), out var result));
        Assert.Equal(fits, result.Length > 0);
    }

    [Theory]
    [InlineData(0, 0, 48)]
    [InlineData(500, 0, 500)]
    [InlineData(40, 0, 48)]
    [InlineData(2000, 1500, 1446)]
    public void Outbound_PadTo_HidesTheLengthAsFarAsThePathAllows(int padTo, int pathMtu, int paddedInner)
    {
        using var pair = new EspPair(EspInstallations.Create());
        pair.Out.PadTo = padTo;
        pair.Out.PathMtu = pathMtu;
        foreach (var inner in new[] { Inner, IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", 0) })
        {
            byte[] packet = pair.Protect(inner);

            // SPI, sequence number, IV, text to a multiple of four, ICV.
            Assert.Equal(8 + 8 + ((paddedInner + 2 + 3) / 4 * 4) + 16, packet.Length);
            Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out var result));
            Assert.Equal(inner, result);
        }
    }

    [Theory]
    [InlineData("aes128-gcm-128", null, false, false)]
    [InlineData("aes128-gcm-128", null, true, true)]
    [InlineData("aes256-cbc", "hmac-sha512", true, false)]
    [InlineData("3des-cbc", "hmac-sha1", false, true)]
    [InlineData("null", "hmac-sha256", false, false)]
    public void Outbound_LargestInner_IsExactlyWhatFits(string cipher, string? integrity, bool udp, bool outerIpv6)
    {
        using var pair = new EspPair(EspInstallations.Create(cipher, integrity) with
        {
            UdpEncapsulation = udp,
            Path = outerIpv6 ? EspInstallations.Ipv6Path : EspInstallations.Ipv4Path,
        });
        var overhead = (outerIpv6 ? 40 : 20) + (udp ? 8 : 0);
        for (var mtu = 1400; mtu < 1420; mtu++)
        {
            pair.Out.PathMtu = mtu;
            var largest = pair.Out.LargestInner;
            Assert.InRange(pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", largest - 28)).Length + overhead, mtu - 16, mtu);
            var before = pair.Out.Sequence;
            Assert.Equal(ProtectResult.TooBig, pair.TryProtect(IpPackets.Udp("10.1.0.1", "10.2.0.1", largest - 27), out _));
            Assert.Equal(ProtectResult.TooBig, pair.TryProtect(IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", largest - 47), out _));
            Assert.Equal(before, pair.Out.Sequence);

            // What may be fragmented goes, and the outer packet is what is fragmented.
            pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", largest - 27, dontFragment: false));
            Assert.False(pair.LastOuter.DontFragment);
        }
    }

    [Fact]
    public void Outbound_Ipv6OfTheLeastMtu_IsNeverTooBig()
    {
        using var pair = new EspPair(EspInstallations.Create());
        pair.Out.PathMtu = 1300;
        pair.Protect(IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", 1280 - 48));
        Assert.Equal(ProtectResult.TooBig, pair.TryProtect(IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", 1281 - 48), out _));
    }

    [Fact]
    public void Outbound_LargerThanAnyIpPacket_IsTooBig()
    {
        using var pair = new EspPair(EspInstallations.Create());
        Assert.Equal(ProtectResult.TooBig, pair.TryProtect(IpPackets.Udp("10.1.0.1", "10.2.0.1", 65535 - 28, dontFragment: false), out _));
        byte[] largest = IpPackets.Udp("10.1.0.1", "10.2.0.1", pair.Out.LargestInner - 28);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect(largest), out var result));
        Assert.Equal(largest, result);
    }

    [Fact]
    public void Outbound_RoomTooSmall_IsNotPossibleAndUsesNoNumber()
    {
        using var pair = new EspPair(EspInstallations.Create());
        Assert.True(InnerPacket.TryParse(Inner, out var inner));
        var room = new byte[pair.Out.MaximumLength(inner.Length) - 1];
        Assert.Equal(ProtectResult.NotPossible, pair.Out.Protect(Inner, inner, room, out var written, out _));
        Assert.Equal(ProtectResult.NotPossible, pair.Out.Protect(Inner.AsSpan(1), inner, new byte[500], out _, out _));
        Assert.Equal(0, written);
        Assert.Equal(0UL, pair.Out.Sequence);
    }

    [Fact]
    public void Outbound_OctetsBeyondThePacket_AreNotSent()
    {
        using var pair = new EspPair(EspInstallations.Create());
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect([.. Inner, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE]), out var result));
        Assert.Equal(Inner, result);
    }
}
