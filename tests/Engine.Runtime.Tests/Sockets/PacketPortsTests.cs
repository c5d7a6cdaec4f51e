using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tests.Tun;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tests.Sockets;

/// <summary>Protected packets through real sockets.</summary>
public sealed class PacketPortsTests
{
    private const byte TrafficClass = 0xb9;

    public static TheoryData<string, bool> Ways => new() { { "127.0.0.1", true }, { "127.0.0.1", false }, { "::1", true }, { "0.0.0.0", true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void EspInUdp_RowsOfAnySizes_ArriveOneByOneInOrder(string address, bool offload)
    {
        using var sender = new PortsFixture(address, natTraversal: true, offload: offload);
        using var receiver = new PortsFixture(address, natTraversal: true, offload: offload);
        var path = Path(sender, receiver);
        int[] sizes = [.. Enumerable.Repeat(1200, 100), 1100, 1200, 1200, 1300, 90, 90, 91, .. Enumerable.Repeat(64, 70), 20000, 20000, 20000, 20000, 5];
        for (var i = 0; i < sizes.Length; i++)
        {
            Send(sender, path, PacketEncapsulation.Udp, sizes[i], (byte)i, TrafficClass);
        }

        sender.Ports.Flush();
        receiver.ReceiveUntil(sizes.Length);

        Assert.Equal(sizes, receiver.Received.Select(static r => r.Octets.Length));
        Assert.All(receiver.Received.Select(static (r, i) => (r, i)), static x => Assert.All(x.r.Octets, o => Assert.Equal((byte)x.i, o)));
        Assert.All(receiver.TrafficClasses, static c => Assert.Equal(TrafficClass, c));
        Assert.Equal(0, sender.Counters.SendFailures);
    }

    [Fact]
    public void EspInUdp_DifferentInstructions_EachPacketHasItsOwn()
    {
        using var sender = new PortsFixture("127.0.0.1", natTraversal: true);
        using var receiver = new PortsFixture("127.0.0.1", natTraversal: true);
        var path = Path(sender, receiver);
        byte[] classes = [0, 0, 1, 1, 0xff, 0];
        foreach (var trafficClass in classes)
        {
            Send(sender, path, PacketEncapsulation.Udp, 500, 1, trafficClass);
        }

        sender.Ports.Send(path, new byte[500]);
        sender.Ports.Flush();
        receiver.ReceiveUntil(7);

        Assert.Equal([.. classes, 0], receiver.TrafficClasses);
        Assert.Equal(504, receiver.Received[6].Octets.Length);
    }

    [Fact]
    public void Packets_AfterWarmUp_AllocateNothing()
    {
        using var sender = new PortsFixture("127.0.0.1", natTraversal: true);
        using var receiver = new PortsFixture("127.0.0.1", natTraversal: true);
        var path = Path(sender, receiver);
        var sink = new CountingSink();
        void Round()
        {
            for (var i = 0; i < 100; i++)
            {
                Send(sender, path, PacketEncapsulation.Udp, 1400 - (i / 40), 1, (byte)(i / 50));
            }

            sender.Ports.Flush();
            receiver.Ports.Wait(1000);
            receiver.Ports.Receive(sink);
        }

        for (var i = 0; i < 50; i++)
        {
            Round();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Round();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(sink.Count, 9900, 10000);
    }

    [NamespaceFact]
    public void SmallPath_WithDontFragment_TellsItsMtuAndWithoutFragments() => OwnNamespace.Run(() =>
    {
        NamespaceLink.SetMtu("lo", 1300);
        using var sender = new PortsFixture("127.0.0.1", natTraversal: true);
        using var receiver = new PortsFixture("127.0.0.1", natTraversal: true);
        var path = Path(sender, receiver);

        for (var i = 0; i < 3; i++)
        {
            Send(sender, path, PacketEncapsulation.Udp, 1400, 1, 0, dontFragment: true);
        }

        sender.Ports.Flush();
        Assert.True(sender.Ports.TryTakePathMtu(out var remote, out var mtu));
        Assert.Equal(("127.0.0.1", 1300), (remote.ToString(), mtu));
        Assert.False(sender.Ports.TryTakePathMtu(out _, out _));

        for (var i = 0; i < 3; i++)
        {
            Send(sender, path, PacketEncapsulation.Udp, 1400, 1, 0);
        }

        sender.Ports.Flush();
        receiver.ReceiveUntil(3);
        Assert.Equal([1400, 1400, 1400], receiver.Received.Select(static r => r.Octets.Length));
    });

    [NamespaceTheory]
    [InlineData("127.0.0.1", "127.0.0.2")]
    [InlineData("::1", "::1")]
    public void RawEsp_OfBothFamilies_BringsPathAndTrafficClass(string from, string to) => OwnNamespace.Run(() =>
    {
        NamespaceLink.SetMtu("lo", 65535);
        using var sender = new PortsFixture("127.0.0.1", raw: true);
        using var receiver = new PortsFixture("127.0.0.1", raw: true);
        var path = new NetworkPath(new IpEndpoint(IpAddress.Parse(from), 500), new IpEndpoint(IpAddress.Parse(to), 500), false);

        Send(sender, path, PacketEncapsulation.Esp, 100, 7, TrafficClass);
        Send(sender, path, PacketEncapsulation.Esp, 3000, 8, 0, dontFragment: true);
        sender.Ports.Flush();
        receiver.ReceiveProtectedUntil(2);

        var expected = new NetworkPath(new IpEndpoint(IpAddress.Parse(to), 0), new IpEndpoint(IpAddress.Parse(from), 0), false);
        Assert.Equal([(expected, PacketEncapsulation.Esp, TrafficClass, 100), (expected, PacketEncapsulation.Esp, (byte)0, 3000)],
            receiver.Protected.Select(static p => (p.Path, p.Encapsulation, p.TrafficClass, p.Octets.Length)));
        Assert.All(receiver.Protected[0].Octets, static o => Assert.Equal(7, o));
        Assert.Equal(0x08080808u, receiver.Spis[1]);
    });

    [NamespaceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void RawAh_IsAWholePacket(bool ipv6) => OwnNamespace.Run(() =>
    {
        NamespaceLink.SetMtu("lo", 65535);
        using var sender = new PortsFixture("127.0.0.1", raw: true);
        using var receiver = new PortsFixture("127.0.0.1", raw: true);
        var packet = SamplePackets.Packet(ipv6, 51, [6, 4, 0, 0, 1, 2, 3, 4, 0, 0, 0, 1, .. new byte[12]], 0, trafficClass: ipv6 ? (byte)0 : TrafficClass);
        var own = IpAddress.Parse(ipv6 ? "::1" : "127.0.0.1");
        own.WriteTo(packet.AsSpan(ipv6 ? 8 : 12));
        own.WriteTo(packet.AsSpan(ipv6 ? 24 : 16));
        var path = new NetworkPath(new IpEndpoint(own, 500), new IpEndpoint(own, 500), false);

        packet.CopyTo(sender.Ports.BeginPacket(packet.Length));
        sender.Ports.EndPacket(path, new OuterHeader(PacketEncapsulation.Ah, 0, false), packet.Length);
        sender.Ports.Flush();
        receiver.ReceiveProtectedUntil(1);

        var (receivedPath, encapsulation, trafficClass, octets) = Assert.Single(receiver.Protected);
        Assert.Equal((PacketEncapsulation.Ah, ipv6 ? (byte)0 : TrafficClass), (encapsulation, trafficClass));
        Assert.Equal(own, receivedPath.Remote.Address);
        Assert.Equal(0x01020304u, Assert.Single(receiver.Spis));

        // Hop limit and header checksum are not covered, and not all are known.
        packet[ipv6 ? 7 : 10] = octets[ipv6 ? 7 : 10] = 0;
        packet[11] = octets[11] = ipv6 ? octets[11] : (byte)0;
        Assert.Equal(packet, octets);
    });

    [NamespaceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bypass_SendsThePacketAsItIs(bool ipv6) => OwnNamespace.Run(() =>
    {
        NamespaceLink.SetMtu("lo", 65535);
        using var sender = new PortsFixture("127.0.0.1", raw: true);
        var own = IPAddress.Parse(ipv6 ? "::1" : "127.0.0.1");
        using var peer = new Socket(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        peer.Bind(new IPEndPoint(own, 5201));
        var packet = SamplePackets.Udp(ipv6, 3);
        IpAddress.From(own).WriteTo(packet.AsSpan(ipv6 ? 8 : 12));
        IpAddress.From(own).WriteTo(packet.AsSpan(ipv6 ? 24 : 16));
        packet[ipv6 ? 46 : 26] = packet[ipv6 ? 47 : 27] = 0;
        var sum = SamplePackets.Checksum([.. ipv6 ? packet[8..40] : packet[12..20], 0, 17, 0, 11, .. packet[(ipv6 ? 40 : 20)..]]);
        (packet[ipv6 ? 46 : 26], packet[ipv6 ? 47 : 27]) = ((byte)(sum >> 8), (byte)sum);

        sender.Ports.Bypass(packet);
        sender.Ports.Flush();

        var buffer = new byte[10];
        Assert.Equal(3, peer.Receive(buffer));
        Assert.Equal(0, sender.Counters.SendFailures);
    });

    [NamespaceTheory]
    [InlineData(true, "10.1.0.1", "10.2.0.9")]
    [InlineData(false, "10.1.0.1", "10.2.0.9")]
    [InlineData(true, "2001:db8:1::1", "2001:db8:2::9")]
    [InlineData(false, "2001:db8:1::1", "2001:db8:2::9")]
    public void Packets_ToOutside_LeaveWithTheirSource(bool reads, string own, string other) => OwnNamespace.Run(() =>
    {
        // The network outside is a device that we read.
        NamespaceLink.SetMtu("lo", 65535);
        var tunnel = LinuxTunnelOpener.Open(new TunnelOptions { Addresses = ["10.1.0.1/24", "2001:db8:1::1/64"], Mtu = 1500 }, 1, NullLogger.Instance);
        var (local, remote) = (IpAddress.Parse(own), IpAddress.Parse(other));
        tunnel.Routes!.RouteTo(TrafficSelector.Host(local), TrafficSelector.Host(remote), wanted: true);
        Assert.True(((RouteInstaller)tunnel.Routes).SettleAsync().Wait(TimeSpan.FromSeconds(60)));
        using var sender = new PortsFixture("127.0.0.1", raw: true, reads: reads);
        var ipv6 = local.IsIpv6;
        var whole = SamplePackets.Packet(ipv6, 51, new byte[24], 0);
        local.WriteTo(whole.AsSpan(ipv6 ? 8 : 12));
        remote.WriteTo(whole.AsSpan(ipv6 ? 24 : 16));
        var path = new NetworkPath(new IpEndpoint(local, 500), new IpEndpoint(remote, 500), false);

        Send(sender, path, PacketEncapsulation.Esp, 100, 7, TrafficClass);
        whole.CopyTo(sender.Ports.BeginPacket(whole.Length));
        sender.Ports.EndPacket(path, new OuterHeader(PacketEncapsulation.Ah, 0, false), whole.Length);
        sender.Ports.Bypass(whole);
        sender.Ports.Flush();

        var sink = new RecordingSink();
        for (var i = 0; i < 100 && sink.Packets.Count < 3; i++)
        {
            tunnel.Device.QueueOf(0).Receive(sink);
        }

        tunnel.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var source = ipv6 ? 8..24 : 12..16;
        Assert.Equal(0, sender.Counters.SendFailures);
        Assert.Equal([(50, own), (51, own), (51, own)], sink.Packets.Select(p => ((int)p[ipv6 ? 6 : 9], IpAddress.FromBytes(p.AsSpan(source)).ToString())));
    });

    [Fact]
    public void RawEsp_WithoutRawSockets_IsCountedAsRefused()
    {
        using var sender = new PortsFixture("127.0.0.1");
        var path = new NetworkPath(sender.Listeners[0].Endpoint, sender.Listeners[0].Endpoint, false);

        Send(sender, path, PacketEncapsulation.Esp, 100, 1, 0);
        sender.Ports.Bypass(SamplePackets.Udp(false, 3));
        sender.Ports.Deliver(SamplePackets.Udp(false, 3));
        sender.Ports.Flush();

        Assert.Equal(2, sender.Counters.SendFailures);
        Assert.Equal(1, sender.Counters.TunnelDeviceDrops);
    }

    private static NetworkPath Path(PortsFixture sender, PortsFixture receiver)
    {
        static IpEndpoint Real(IpEndpoint endpoint) => endpoint.Address.IsUnspecified ? endpoint with { Address = IpAddress.Parse("127.0.0.1") } : endpoint;
        return new NetworkPath(Real(sender.Listeners[1].Endpoint), Real(receiver.Listeners[1].Endpoint), HasNonEspMarker: true);
    }

    private static void Send(PortsFixture sender, in NetworkPath path, PacketEncapsulation encapsulation, int octets, byte fill, byte trafficClass, bool dontFragment = false)
    {
        // The engine asks for a little more than it uses.
        var room = sender.Ports.BeginPacket(octets + 16);
        room[..octets].Fill(fill);
        sender.Ports.EndPacket(path, new OuterHeader(encapsulation, trafficClass, dontFragment), octets);
    }

    private sealed class RecordingSink : IInnerPacketSink
    {
        public List<byte[]> Packets { get; } = [];

        // The host speaks on a new device by itself.
        public void TakeInner(ReadOnlySpan<byte> packet)
        {
            if (packet[packet[0] >> 4 == 6 ? 6 : 9] is 50 or 51)
            {
                Packets.Add(packet.ToArray());
            }
        }
    }

    private sealed class CountingSink : Runtime.Sockets.IDatagramSink
    {
        public int Count { get; private set; }

        public void Take(in NetworkPath path, byte trafficClass, Span<byte> datagram) => Count++;

        public void TakeProtected(in NetworkPath path, PacketEncapsulation encapsulation, uint spi, byte trafficClass, Span<byte> packet) => Count++;

        public void TakeInner(ReadOnlySpan<byte> packet) => Count++;
    }
}
