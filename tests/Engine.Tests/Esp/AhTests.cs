using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>AH against packets put together here from RFC 4302 alone.</summary>
public sealed class AhTests
{
    private const byte Ah = 51;
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte DestinationOptions = 60;

    private static readonly byte[] Host4 = IpPackets.Udp("192.0.2.1", "198.51.100.1", 21, 0xB9);
    private static readonly byte[] Host6 = IpPackets.Udp("2001:db8:1::1", "2001:db8:2::1", 21, 0xB9);

    [Theory]
    [InlineData(false, 1UL)]
    [InlineData(true, 1UL)]
    [InlineData(true, 0x0000000700000001UL)]
    public void Transport_Ipv4_IsAsTheRfcSays(bool extended, ulong sequence)
    {
        var installation = Install(IpsecMode.Transport) with { ExtendedSequenceNumbers = extended };
        byte[] expected = Assemble(installation, Host4[..20], IpPackets.UdpProtocol, Host4[20..], sequence, ahLength: 28);
        expected[1] = Host4[1];
        Exchange(installation, sequence, Host4, expected, Host4);
    }

    [Theory]
    [InlineData(false, 1UL)]
    [InlineData(true, 0x0000000700000001UL)]
    public void Transport_Ipv6_IsAsTheRfcSays(bool extended, ulong sequence)
    {
        var installation = Install(IpsecMode.Transport, ipv6: true) with { ExtendedSequenceNumbers = extended };
        byte[] expected = Assemble(installation, Host6[..40], IpPackets.UdpProtocol, Host6[40..], sequence, ahLength: 32);
        Host6.AsSpan(0, 4).CopyTo(expected);
        Exchange(installation, sequence, Host6, expected, Host6);
    }

    [Fact]
    public void Tunnel_Ipv4InIpv6_IsAsTheRfcSays()
    {
        var installation = Install(IpsecMode.Tunnel, ipv6: true);
        byte[] outer = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", Ah, []);
        byte[] expected = Assemble(installation, outer, 4, Host4, 1, ahLength: 32);
        byte[] word = [0x6B, 0x90, 0, 0];
        word.CopyTo(expected, 0);
        expected[7] = 64;
        Exchange(installation, 1, Host4, expected, Host4);
    }

    [Fact]
    public void Tunnel_Ipv6InIpv4_NumbersItsPacketsAndVerifies()
    {
        var installation = Install(IpsecMode.Tunnel);
        using var pair = new EspPair(installation);
        HashSet<int> identifications = [];
        for (ulong sequence = 1; sequence <= 20; sequence++)
        {
            byte[] packet = pair.Protect(Host6);
            Assert.Equal(new OuterHeader(PacketEncapsulation.Ah, 0xB9, DontFragment: false), pair.LastOuter);
            Assert.True(identifications.Add(BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(4))));
            byte[] expected = Assemble(installation, packet[..20], 41, Host6, sequence, ahLength: 28);
            Assert.Equal(expected[20..], packet[20..]);
            Assert.Equal(0, IpPackets.Checksum(packet.AsSpan(0, 20)));
            Assert.Equal(new byte[] { 0x45, 0xB9, 0, (byte)packet.Length }, packet[..4]);
            Assert.Equal(Ah, packet[9]);
            Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out var result, 0xB9));
            Assert.Equal(Host6, result);
        }

        Assert.DoesNotContain(0, identifications);
    }

    [Fact]
    public void Transport_Ipv4WithoutIdentification_GetsOne()
    {
        using var pair = new EspPair(Install(IpsecMode.Transport));
        byte[] host = (byte[])Host4.Clone();
        host[4] = host[5] = 0;
        byte[] packet = pair.Protect(host);
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(4)));
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out var result));
        Assert.Equal(host[20..], result[20..]);
    }

    [Theory]
    [InlineData(IpsecMode.Tunnel, false)]
    [InlineData(IpsecMode.Tunnel, true)]
    [InlineData(IpsecMode.Transport, false)]
    [InlineData(IpsecMode.Transport, true)]
    public void Inbound_AnyOctetChanged_CountsUnlessRoutersMayChangeIt(IpsecMode mode, bool ipv6)
    {
        var installation = Install(mode, ipv6);
        using var sender = new EspPair(installation);
        byte[] packet = sender.Protect(ipv6 ? Host6 : Host4);
        for (var at = 0; at < packet.Length; at++)
        {
            using var receiver = new EspPair(installation);
            byte[] damaged = (byte[])packet.Clone();
            damaged[at] ^= 0x20;
            var isMutable = ipv6 ? at is 2 or 3 or 7 : at is 1 or 6 or 7 or 8 or 10 or 11;
            if (ipv6 && at == 1)
            {
                // The low half of the octet belongs to the flow label, the high half to the traffic class: both may change.
                isMutable = true;
            }

            var outcome = receiver.Unprotect(damaged, out _);
            if (!ipv6 && at is 6 or 7)
            {
                // The flags and the offset do not count, but a fragment is not what AH can check.
                Assert.Equal(UnprotectResult.Malformed, outcome);
            }
            else if (isMutable)
            {
                Assert.Equal(UnprotectResult.Accepted, outcome);
            }
            else
            {
                Assert.Contains(outcome, new[] { UnprotectResult.IntegrityFailure, UnprotectResult.Malformed, UnprotectResult.Replayed });
                Assert.Equal(0UL, receiver.In.HighestSequence);
            }
        }
    }

    [Fact]
    public void Inbound_DfSetOnTheWay_DoesNotCount()
    {
        using var pair = new EspPair(Install(IpsecMode.Transport));
        byte[] packet = pair.Protect(Host4);
        packet[6] ^= 0x40;
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inbound_TruncatedAnywhere_IsMalformed(bool ipv6)
    {
        using var pair = new EspPair(Install(IpsecMode.Tunnel, ipv6));
        byte[] packet = pair.Protect(Host4);
        for (var length = 0; length < packet.Length; length++)
        {
            Assert.Equal(UnprotectResult.Malformed, pair.Unprotect(packet.AsSpan(0, length), out _));
        }

        // What a link adds behind the packet is none of its octets.
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect([.. packet, 0, 0, 0], out var result));
        Assert.Equal(Host4, result);
    }

    [Fact]
    public void Inbound_OtherAlignmentOfAPeer_IsUnderstood()
    {
        // Some peers align AH to eight octets over IPv4 as well.
        var installation = Install(IpsecMode.Transport);
        byte[] packet = Assemble(installation, Host4[..20], IpPackets.UdpProtocol, Host4[20..], 1, ahLength: 32);
        using var pair = new EspPair(installation);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out var result));
        Assert.Equal(Host4[20..], result[20..]);
        Assert.Equal(UnprotectResult.Replayed, pair.Unprotect(packet, out _));
    }

    [Fact]
    public void Transport_Ipv4Options_MutableOnesDoNotCount()
    {
        // Router alert (immutable), record route (mutable), no operation, end.
        byte[] host = WithIpv4Options([148, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 1]);
        var installation = Install(IpsecMode.Transport);
        using var pair = new EspPair(installation);
        byte[] packet = pair.Protect(host);
        byte[] zeroed = packet[..32];
        zeroed.AsSpan(24, 7).Clear();
        Assert.Equal(Assemble(installation, zeroed, IpPackets.UdpProtocol, host[32..], 1, 28)[44..], packet[44..]);

        byte[] routed = (byte[])packet.Clone();
        routed[27] = 99;
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(routed, out var result));
        Assert.Equal(99, result[27]);
        Assert.Equal(IpPackets.UdpProtocol, result[9]);
        Assert.Equal(0, IpPackets.Checksum(result.AsSpan(0, 32)));

        byte[] second = pair.Protect(host);
        second[23] = 1;
        Assert.Equal(UnprotectResult.IntegrityFailure, pair.Unprotect(second, out _));
    }

    [Theory]
    [InlineData(new byte[] { 131, 7, 4, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 137, 7, 4, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 7, 1, 0, 0 })]
    [InlineData(new byte[] { 7, 5, 0, 0 })]
    [InlineData(new byte[] { 1, 1, 1, 7 })]
    public void Transport_Ipv4OptionsThatCannotBeForetold_AreNotPossible(byte[] options)
    {
        using var pair = new EspPair(Install(IpsecMode.Transport));
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(WithIpv4Options(options), out _));
        Assert.Equal(0UL, pair.Out.Sequence);
    }

    [Fact]
    public void Transport_Ipv6Options_MutableDataDoNotCount()
    {
        // Hop-by-hop with an option whose data may change (0x3E) and one whose may not (0x1E).
        byte[] options = [DestinationOptions, 1, 0x3E, 4, 1, 2, 3, 4, 0x1E, 2, 5, 6, 1, 2, 0, 0];
        byte[] destination = [IpPackets.UdpProtocol, 0, 1, 4, 0, 0, 0, 0];
        byte[] host = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", HopByHop, [.. options, .. destination, .. Host6[40..]]);
        var installation = Install(IpsecMode.Transport, ipv6: true);
        using var pair = new EspPair(installation);
        byte[] packet = pair.Protect(host);
        Assert.Equal(Ah, packet[56]);
        byte[] zeroed = packet[..64];
        zeroed.AsSpan(44, 4).Clear();
        Assert.Equal(Assemble(installation, zeroed, IpPackets.UdpProtocol, Host6[40..], 1, 32)[64..], packet[64..]);

        byte[] routed = (byte[])packet.Clone();
        routed[45] = 0x77;
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(routed, out var result));
        byte[] expected = (byte[])host.Clone();
        expected[45] = 0x77;
        Assert.Equal(expected, result);

        byte[] second = pair.Protect(host);
        second[51] = 1;
        Assert.Equal(UnprotectResult.IntegrityFailure, pair.Unprotect(second, out _));
    }

    [Theory]
    [InlineData(HopByHop, new byte[] { 17, 0, 5, 9, 0, 0, 0, 0 })]
    [InlineData(HopByHop, new byte[] { 17, 0, 1, 3, 0, 0, 0, 5 })]
    [InlineData(Routing, new byte[] { 17, 0, 4, 0, 0, 0, 0, 0 })]
    [InlineData(44, new byte[] { 17, 0, 0, 0, 0, 0, 0, 0 })]
    public void Transport_Ipv6HeadersThatCannotBeForetold_AreNotPossible(byte type, byte[] header)
    {
        using var pair = new EspPair(Install(IpsecMode.Transport, ipv6: true));
        byte[] host = IpPackets.Packet("2001:db8:1::1", "2001:db8:2::1", type, [.. header, .. Host6[40..]]);
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(host, out _));
    }

    [Fact]
    public void Outbound_LargestInner_IsExactlyWhatFits()
    {
        foreach (var ipv6 in new[] { false, true })
        {
            using var pair = new EspPair(Install(IpsecMode.Tunnel, ipv6));
            pair.Out.PathMtu = 1400;
            Assert.Equal(1400 - (ipv6 ? 40 + 32 : 20 + 28), pair.Out.LargestInner);
            Assert.Equal(1400, pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", pair.Out.LargestInner - 28)).Length);
            Assert.Equal(ProtectResult.TooBig, pair.TryProtect(IpPackets.Udp("10.1.0.1", "10.2.0.1", pair.Out.LargestInner - 27), out _));
        }
    }

    [Fact]
    public void Outbound_OwnAddressUnknown_IsNotPossible()
    {
        using var pair = new EspPair(Install(IpsecMode.Tunnel) with { Path = EspInstallations.Path("0.0.0.0", "198.51.100.1") });
        Assert.Equal(ProtectResult.NotPossible, pair.TryProtect(Host4, out _));
    }

    [Fact]
    public void Inbound_SelectorsForbidIt_IsAMismatch()
    {
        using var pair = new EspPair(Install(IpsecMode.Tunnel) with { LocalSelectors = [TrafficSelector.Host(IpAddress.Parse("10.9.9.9"))] });
        Assert.Equal(UnprotectResult.SelectorMismatch, pair.Unprotect(pair.Protect(Host4), out _));
    }

    private static ChildSaInstallation Install(IpsecMode mode, bool ipv6 = false) => EspInstallations.Create("null", "hmac-sha256") with
    {
        Protocol = IpsecProtocol.Ah,
        Mode = mode,
        Path = ipv6 ? EspInstallations.Ipv6Path : EspInstallations.Ipv4Path,
    };

    /// <summary>
    /// The whole packet: the ICV is computed over it with mutable fields zero, which they stay in the result but for what a sender fills in.
    /// </summary>
    private static byte[] Assemble(ChildSaInstallation installation, byte[] header, byte nextHeader, byte[] payload, ulong sequence, int ahLength)
    {
        var ah = new byte[ahLength];
        ah[0] = nextHeader;
        ah[1] = (byte)((ahLength / 4) - 2);
        BinaryPrimitives.WriteUInt32BigEndian(ah.AsSpan(4), installation.SpiOut);
        BinaryPrimitives.WriteUInt32BigEndian(ah.AsSpan(8), (uint)sequence);
        byte[] packet = [.. header, .. ah, .. payload];
        var ipv6 = packet[0] >> 4 == 6;
        var (checksumAt, hopLimit) = (10, packet[ipv6 ? 7 : 8]);
        if (ipv6)
        {
            packet[0] = 0x60;
            packet[1] = packet[2] = packet[3] = packet[7] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - 40));
            if (header.Length == 40)
            {
                packet[6] = Ah;
            }
        }
        else
        {
            packet[1] = packet[6] = packet[7] = packet[8] = packet[10] = packet[11] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[9] = Ah;
        }

        var high = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(high, (uint)(sequence >> 32));
        byte[] covered = installation.ExtendedSequenceNumbers ? [.. packet, .. high] : packet;
        HMACSHA256.HashData(installation.IntegrityKeyOut.Span, covered).AsSpan(0, 16).CopyTo(packet.AsSpan(header.Length + 12));
        packet[ipv6 ? 7 : 8] = hopLimit;
        if (!ipv6)
        {
            packet[6] = 0x40;
            packet[1] = header[1];
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(checksumAt), IpPackets.Checksum(packet.AsSpan(0, header.Length)));
        }

        return packet;
    }

    private static void Exchange(ChildSaInstallation installation, ulong sequence, byte[] host, byte[] expected, byte[] received)
    {
        using var pair = new EspPair(installation);
        pair.Out.ResumeAt(sequence - 1);
        pair.In.ResumeAt(sequence - 1);
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(pair.Protect(host)));
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(expected, out var result, host[0] >> 4 == 4 ? host[1] : (byte)0xB9));
        Assert.Equal(received, result);
    }

    private static byte[] WithIpv4Options(byte[] options)
    {
        byte[] packet = IpPackets.Packet("192.0.2.1", "198.51.100.1", IpPackets.UdpProtocol, [.. options, .. Host4[20..]]);
        packet[0] = (byte)(0x45 + (options.Length / 4));
        packet[10] = packet[11] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), IpPackets.Checksum(packet.AsSpan(0, 20 + options.Length)));
        return packet;
    }
}
