using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class EspTransportTests
{
    private const string Client = "192.168.1.2";
    private const string Nat = "203.0.113.9";
    private const string Server = "198.51.100.1";

    private static ChildSaInstallation Installation => EspInstallations.Create(CraftedEsp.Cipher, CraftedEsp.Integrity) with { Mode = IpsecMode.Transport };

    [Fact]
    public void Inbound_RebuiltHeader_SaysWhatTheOuterOneSaid()
    {
        using var pair = new EspPair(Installation);
        byte[] inner = IpPackets.Udp("192.0.2.1", "198.51.100.1", 20, 0xB9);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect(inner), out var result, outerTrafficClass: 0xBB));
        Assert.Equal(0xB9, pair.LastOuter.TrafficClass);
        Assert.True(pair.LastOuter.DontFragment);
        Assert.Equal(0xBB, result[1]);
        Assert.Equal(inner.Length, result.Length);
        Assert.True(IpPackets.HasSoundChecksums(result));
    }

    [Theory]
    [InlineData(IpPackets.Tcp, 16)]
    [InlineData(IpPackets.UdpProtocol, 6)]
    public void BehindNat_NothingKnownOfTheClient_ChecksumFitsTheNatsAddress(byte protocol, int checksumOffset)
    {
        // The client's checksum is over its own address; the server's selectors name a whole network.
        var client = NatInstallation();
        byte[] segment = IpPackets.WithTransportChecksum(Client, Server, protocol, Segment(protocol), checksumOffset);
        using var server = new InboundSa(client.Mirror() with { RemoteSelectors = [TrafficSelector.Subnet(IpAddress.Parse("203.0.113.0"), 24)] }, EspSuites.Crypto);
        byte[] packet = CraftedEsp.Seal(client, 1, segment, protocol);
        Assert.Equal(UnprotectResult.Accepted, server.Unprotect(EspInstallations.Path(Server, Nat), 0, packet, out var result, out var inner));
        Assert.Equal(IpAddress.Parse(Nat), inner.Source);
        Assert.Equal(IpAddress.Parse(Server), inner.Destination);
        Assert.True(IpPackets.HasSoundChecksums(result));
    }

    [Fact]
    public void BehindNat_SelectorsNameTheClient_ItsAddressIsRestored()
    {
        var client = NatInstallation();
        byte[] original = IpPackets.Udp(Client, Server, 25);
        using var server = new InboundSa(client.Mirror() with { RemoteSelectors = [TrafficSelector.Host(IpAddress.Parse(Client))] }, EspSuites.Crypto);
        using var sender = new EspPair(client);
        byte[] packet = sender.Protect(original);
        Assert.Equal(UnprotectResult.Accepted, server.Unprotect(EspInstallations.Path(Server, Nat), 0, packet, out var result, out _));
        Assert.Equal(original[12..], result[12..].ToArray());
        Assert.True(IpPackets.HasSoundChecksums(result));
    }

    [Fact]
    public void BehindNat_UdpWithoutChecksum_StaysWithoutOne()
    {
        var client = NatInstallation();
        byte[] segment = Segment(IpPackets.UdpProtocol);
        using var server = new InboundSa(client.Mirror(), EspSuites.Crypto);
        byte[] packet = CraftedEsp.Seal(client, 1, segment, IpPackets.UdpProtocol);
        Assert.Equal(UnprotectResult.Accepted, server.Unprotect(EspInstallations.Path(Server, Nat), 0, packet, out var result, out _));
        Assert.Equal(segment, result[20..].ToArray());
    }

    [Fact]
    public void WithoutNat_DamagedChecksum_IsLeftForTheHostToFind()
    {
        using var pair = new EspPair(Installation);
        byte[] inner = IpPackets.Udp("192.0.2.1", "198.51.100.1", 20);
        inner[26] ^= 0x55;
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect(inner), out var result));
        Assert.Equal(inner[20..], result[20..]);
    }

    [Fact]
    public void Inbound_SelectorsForbidIt_IsAMismatch()
    {
        var sender = Installation;
        using var receiver = new InboundSa(
            sender.Mirror() with { RemoteSelectors = [TrafficSelector.Host(IpAddress.Parse("192.0.2.1"), IpPackets.Tcp)] }, EspSuites.Crypto);
        using var pair = new EspPair(sender);
        byte[] packet = pair.Protect(IpPackets.Udp("192.0.2.1", "198.51.100.1", 20));
        Assert.Equal(UnprotectResult.SelectorMismatch, receiver.Unprotect(sender.Path.Mirror(), 0, packet, out _, out _));
    }

    [Fact]
    public void Inbound_PathWithoutOwnAddress_IsRefused()
    {
        using var pair = new EspPair(Installation);
        byte[] packet = pair.Protect(IpPackets.Udp("192.0.2.1", "198.51.100.1", 20));
        var path = Installation.Path.Mirror();
        Assert.Equal(
            UnprotectResult.DecryptionFailure,
            pair.In.Unprotect(path with { Local = default }, 0, packet, out var nothing, out _));
        Assert.True(nothing.IsEmpty);
    }

    [Fact]
    public void Inbound_FragmentHeaderInside_IsRefused()
    {
        var sender = Installation with { Path = EspInstallations.Ipv6Path };
        using var pair = new EspPair(sender);
        byte[] fragment = [IpPackets.UdpProtocol, 0, 0, 1, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(UnprotectResult.DecryptionFailure, pair.Unprotect(CraftedEsp.Seal(sender, 1, fragment, 44), out _));
    }

    [Fact]
    public void Outbound_WhatTheSocketCannotSend_IsNotPossible()
    {
        using var pair = new EspPair(Installation);
        using var pair6 = new EspPair(Installation with { Path = EspInstallations.Ipv6Path });
        byte[] fragment = IpPackets.Udp("192.0.2.1", "198.51.100.1", 20, dontFragment: false);
        fragment[6] = 0x20;
        byte[] withOptions = [0x46, .. IpPackets.Packet("192.0.2.1", "198.51.100.1", IpPackets.UdpProtocol, new byte[12])[1..]];
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(fragment, out _));
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(withOptions, out _));
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(IpPackets.Udp("192.0.2.1", "198.51.100.2", 20), out _));
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(IpPackets.Udp("192.0.2.2", "198.51.100.1", 20), out _));
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(IpPackets.Udp("2001:db8:1::1", "2001:db8:2::1", 20), out _));
        foreach (var extension in new byte[] { 0, 43, 44 })
        {
            byte[] packet = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", extension, [IpPackets.UdpProtocol, 0, 0, 0, 0, 0, 0, 0, .. new byte[8]]);
            Assert.Equal(ProtectResult.NotPossible, pair6.TryProtect(packet, out _));
        }

        byte[] headerOnly = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", 59, []);
        Assert.Equal(ProtectResult.Protected, pair6.TryProtect(headerOnly, out _));
        Assert.Equal(0UL, pair.Out.Sequence);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(1281, false)]
    public void Outbound_Ipv6OfTheLeastMtu_IsNeverTooBig(int length, bool isProtected)
    {
        // Its sender cannot make it shorter, so the packet that travels may be fragmented (RFC 8200 section 5).
        using var pair = new EspPair(Installation with { Path = EspInstallations.Ipv6Path });
        pair.Out.PathMtu = 1290;
        var result = pair.TryProtect(IpPackets.Udp("2001:db8:1::1", "2001:db8:2::1", length - 48), out _);
        Assert.Equal(isProtected ? ProtectResult.Protected : ProtectResult.TooBig, result);
        Assert.Equal(!isProtected, pair.LastOuter.DontFragment);
    }

    [Fact]
    public void Outbound_DestinationOptions_GoInsideEsp()
    {
        using var pair = new EspPair(Installation with { Path = EspInstallations.Ipv6Path });
        byte[] packet = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", 60, [IpPackets.UdpProtocol, 0, 1, 4, 0, 0, 0, 0, .. new byte[8]]);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect(packet), out var result));
        Assert.Equal(packet[40..], result[40..]);
        Assert.Equal(60, result[6]);
    }

    private static ChildSaInstallation NatInstallation() =>
        Installation with { UdpEncapsulation = true, Path = EspInstallations.Path(Client, Server) };

    private static byte[] Segment(byte protocol)
    {
        var segment = new byte[31];
        segment[1] = 99;
        segment[3] = 80;
        segment[5] = protocol == IpPackets.UdpProtocol ? (byte)segment.Length : (byte)1;
        segment[12] = 0x50;
        segment[30] = 0xC3;
        return segment;
    }
}
