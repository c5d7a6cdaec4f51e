using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tests.Diagnostics;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>The real device and the real routing of this kernel, in namespaces that live as long as one test.</summary>
public sealed class LinuxTunTests
{
    private const int Mark = 36; // SO_MARK
    private const int SolSocket = 1;

    private static readonly IPAddress Inside = IPAddress.Parse("10.2.0.9");

    [NamespaceTheory]
    [InlineData(true, "10.1.0.1/24", "10.2.0.9")]
    [InlineData(false, "10.1.0.1/24", "10.2.0.9")]
    [InlineData(true, "2001:db8:1::1/64", "2001:db8:2::9")]
    public void Datagrams_ToARoutedNetwork_ComeThroughTheDeviceAndTheAnswerGoesBack(bool offload, string own, string other) => OwnNamespace.Run(() =>
    {
        var tunnel = Open(new TunnelOptions { Addresses = [own], Offload = offload });
        var destination = IPAddress.Parse(other);
        Route(tunnel, own, $"{other}");
        using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        AwaitWayBack(tunnel, socket, destination);

        socket.SendTo([1, 2, 3], new IPEndPoint(destination, 7000));

        var packet = Assert.Single(Collect(tunnel, static p => IsUdp(p), 1));
        Assert.Equal([1, 2, 3], packet[^3..]);
        tunnel.Device.QueueOf(0).Write(Reversed(packet));
        Assert.Equal(0, tunnel.Device.QueueOf(0).Flush());
        var buffer = new byte[10];
        EndPoint from = new IPEndPoint(destination.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        Assert.Equal(3, socket.ReceiveFrom(buffer, ref from));
        Assert.Equal(new IPEndPoint(destination, 7000), from);
        Close(tunnel);
    });

    [NamespaceTheory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    public void LargeDatagrams_Segmented_AreOrdinaryPacketsAndComeBackJoined(int queues, bool ipv6) => OwnNamespace.Run(() =>
    {
        const int Segment = 1000;
        var tunnel = Open(new TunnelOptions { Addresses = ["10.1.0.1/24", "2001:db8:1::1/64"] }, queues);
        var destination = IPAddress.Parse(ipv6 ? "2001:db8:2::9" : "10.2.0.9");
        Route(tunnel, ipv6 ? "2001:db8:1::1" : "10.1.0.1", destination.ToString());
        using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        AwaitWayBack(tunnel, socket, destination);
        socket.SetRawSocketOption(17, 103, BitConverter.GetBytes(Segment));
        var octets = new byte[(9 * Segment) + 17];
        new Random(1).NextBytes(octets);

        socket.SendTo(octets, new IPEndPoint(destination, 7000));

        var packets = Collect(tunnel, static p => IsUdp(p), 10);
        Assert.Equal(octets, packets.SelectMany(p => p[(ipv6 ? 48 : 28)..]).ToArray());
        Assert.All(packets, packet => Assert.Equal(0, SamplePackets.Checksum([.. PseudoHeader(packet), .. packet[(ipv6 ? 40 : 20)..]])));
        foreach (var packet in packets)
        {
            tunnel.Device.QueueOf(0).Write(Reversed(packet));
        }

        Assert.Equal(0, tunnel.Device.QueueOf(0).Flush());
        var received = new byte[Segment + 1];
        foreach (var packet in packets)
        {
            var length = socket.Receive(received);
            Assert.Equal(packet[(ipv6 ? 48 : 28)..], received[..length]);
        }

        Close(tunnel);
    });

    [NamespaceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stream_OverTwoHostsWithDevices_ArrivesWhole(bool offload)
    {
        // Two namespaces, each with a device; a wire of ours between the two.
        const int Octets = 8 * 1024 * 1024;
        var data = new byte[Octets];
        new Random(4).NextBytes(data);
        using var ready = new Barrier(3);
        OpenedTunnel? left = null, right = null;
        byte[] received = [];
        var server = new Thread(() => OwnNamespace.Run(() =>
        {
            right = Open(new TunnelOptions { Addresses = ["10.2.0.9/24"], Offload = offload });
            Route(right, "10.2.0.9", "10.1.0.1");
            using var listener = new TcpListener(Inside, 7000);
            listener.Start();
            ready.SignalAndWait();
            using var connection = listener.AcceptSocket();
            var all = new byte[Octets];
            var count = 0;
            while (count < Octets && connection.Receive(all, count, Octets - count, SocketFlags.None) is > 0 and var got)
            {
                count += got;
            }

            received = all[..count];
        }));
        var client = new Thread(() => OwnNamespace.Run(() =>
        {
            left = Open(new TunnelOptions { Addresses = ["10.1.0.1/24"], Offload = offload });
            Route(left, "10.1.0.1", "10.2.0.9");
            ready.SignalAndWait();
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(new IPEndPoint(Inside, 7000));
            socket.Send(data);
            socket.Shutdown(SocketShutdown.Send);
            socket.Receive(new byte[1]);
        }));
        server.Start();
        client.Start();
        ready.SignalAndWait(TimeSpan.FromSeconds(60));

        var largest = Pump(left!.Device.QueueOf(0), right!.Device.QueueOf(0), () => server.IsAlive || client.IsAlive);
        server.Join();
        client.Join();
        Close(left);
        Close(right);

        Assert.Equal(data, received);
        Assert.InRange(largest, 1000, 1400);
    }

    [NamespaceFact]
    public void RouteToEverywhere_OwnMarkedPackets_DoNotComeThroughTheDevice() => OwnNamespace.Run(() =>
    {
        var options = new TunnelOptions { Addresses = ["10.1.0.1/24"] };
        var tunnel = Open(options);
        var everywhere = TrafficSelector.Subnet(IpAddress.Parse("0.0.0.0"), 0);
        tunnel.Routes!.RouteTo(TrafficSelector.Subnet(IpAddress.Parse("10.1.0.0"), 24), everywhere, wanted: true);
        Settle(tunnel);
        using var marked = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        marked.SetRawSocketOption(SolSocket, Mark, BitConverter.GetBytes(options.FirewallMark));
        using var ordinary = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var peer = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 4500);

        // The namespace has no other way out.
        Assert.Equal(SocketError.NetworkUnreachable, Assert.Throws<SocketException>(() => marked.SendTo([1], peer)).SocketErrorCode);
        ordinary.SendTo([1], peer);
        var packet = Assert.Single(Collect(tunnel, static p => IsUdp(p), 1));
        Assert.Equal("10.1.0.1", IpAddress.FromBytes(packet.AsSpan(12, 4)).ToString());

        tunnel.Routes.RouteTo(TrafficSelector.Subnet(IpAddress.Parse("10.1.0.0"), 24), everywhere, wanted: false);
        Settle(tunnel);
        Assert.Throws<SocketException>(() => ordinary.SendTo([1], peer));
        Close(tunnel);
    });

    [NamespaceFact]
    public void DeviceRemovedByOthers_IsToldOnceAndCountsWhatItWouldHaveTaken() => OwnNamespace.Run(() =>
    {
        var options = new TunnelOptions();
        var tunnel = Open(options);
        var logger = new RecordingLogger();
        using var fixture = new Sockets.PortsFixture(tunnel.Device.QueueOf(0), logger.CreateLogger("test"));
        using (var netlink = new RouteNetlink())
        {
            netlink.RemoveLink(netlink.FindLink(options.Name)!.Value.Index);
        }

        fixture.Ports.Wait(5000);
        Assert.Equal(0, fixture.Ports.Receive(fixture));
        fixture.Ports.Wait(0);
        fixture.Ports.Receive(fixture);
        Assert.Contains("gone", Assert.Single(logger.Lines).Text, StringComparison.Ordinal);

        fixture.Ports.Deliver(SamplePackets.Udp(false, 10));
        fixture.Ports.Flush();
        Assert.Equal(1, fixture.Counters.TunnelDeviceDrops);
        Close(tunnel);
    });

    [NamespaceFact]
    public void Stop_TakesEverythingAway_AndADeviceInUseIsLeftAlone() => OwnNamespace.Run(() =>
    {
        var options = new TunnelOptions { Addresses = ["10.1.0.1/24"] };
        var first = Open(options);
        var refusal = Assert.Throws<TunnelDeviceException>(() => Open(options));
        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);

        Close(first);

        using var netlink = new RouteNetlink();
        Assert.Null(netlink.FindLink(options.Name));
        Assert.Equal(RouteNetlink.NoSuchEntry, netlink.RemoveRule(ipv6: false, options.RulePriority, options.RoutingTable, options.FirewallMark));

        // A rule that a killed predecessor left is not doubled.
        Assert.Equal(0, netlink.AddRule(ipv6: false, options.RulePriority, options.RoutingTable, options.FirewallMark));
        Close(Open(options));
        Assert.NotEqual(0, netlink.RemoveRule(ipv6: false, options.RulePriority, options.RoutingTable, options.FirewallMark));
    });

    [Fact]
    public void NoDevice_Auto_WarnsOnceAndAlwaysFails()
    {
        var logger = new RecordingLogger();

        Assert.Null(TunnelStart.Open(new TunnelOptions(), 1, portable: true, logger.CreateLogger("test")));
        var line = Assert.Single(logger.Lines);
        Assert.Contains("ping tasks work", line.Text, StringComparison.Ordinal);
        Assert.Throws<TunnelDeviceException>(() => TunnelStart.Open(new TunnelOptions { Enabled = TunnelDeviceUse.Always }, 1, portable: true, NullLogger.Instance));
        Assert.Null(TunnelStart.Open(new TunnelOptions { Enabled = TunnelDeviceUse.Never }, 1, portable: false, NullLogger.Instance));
    }

    private static OpenedTunnel Open(TunnelOptions options, int queues = 1) => LinuxTunnelOpener.Open(options, queues, NullLogger.Instance);

    private static void Close(OpenedTunnel tunnel) => tunnel.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void Route(OpenedTunnel tunnel, string local, string remote)
    {
        tunnel.Routes!.RouteTo(TrafficSelector.Host(IpAddress.Parse(local.Split('/')[0])), TrafficSelector.Host(IpAddress.Parse(remote)), wanted: true);
        Settle(tunnel);
    }

    /// <summary>The kernel takes a new IPv6 address into its routing a moment after it has given it.</summary>
    private static void AwaitWayBack(OpenedTunnel tunnel, Socket socket, IPAddress destination)
    {
        socket.ReceiveTimeout = 100;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            socket.SendTo([0], new IPEndPoint(destination, 7000));
            tunnel.Device.QueueOf(0).Write(Reversed(Collect(tunnel, static p => IsUdp(p), 1)[0]));
            tunnel.Device.QueueOf(0).Flush();
            try
            {
                socket.Receive(new byte[1]);
                socket.ReceiveTimeout = 30_000;
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Again.
            }
        }

        Assert.Fail("no packet comes back through the device");
    }

    private static void Settle(OpenedTunnel tunnel) =>
        Assert.True(((MyIkev2.Engine.Runtime.Tun.Routes.RouteInstaller)tunnel.Routes!).SettleAsync().Wait(TimeSpan.FromSeconds(60)));

    private static List<byte[]> Collect(OpenedTunnel tunnel, Func<byte[], bool> wanted, int count)
    {
        // The host speaks on a new device by itself (router solicitations): only what is wanted counts.
        var sink = new Sink();
        var watch = Stopwatch.StartNew();
        while (sink.Packets.Count(wanted) < count && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            for (var queue = 0; queue < 3; queue++)
            {
                if (queue == 0 || tunnel.Device is LinuxTunDevice { QueueCount: > 1 })
                {
                    tunnel.Device.QueueOf(queue).Receive(sink);
                }
            }
        }

        return [.. sink.Packets.Where(wanted)];
    }

    /// <summary>Carries packets both ways while that is wanted; returns the largest packet.</summary>
    private static int Pump(ITunQueue left, ITunQueue right, Func<bool> goOn)
    {
        var toRight = new Wire(right);
        var toLeft = new Wire(left);
        while (goOn())
        {
            if (left.Receive(toRight) + right.Receive(toLeft) == 0)
            {
                Thread.Yield();
            }

            left.Flush();
            right.Flush();
        }

        return Math.Max(toRight.Largest, toLeft.Largest);
    }

    private static bool IsUdp(byte[] packet) => packet[0] >> 4 == 6 ? packet[6] == 17 : packet[9] == 17;

    private static byte[] PseudoHeader(byte[] packet)
    {
        var transport = packet[0] >> 4 == 6 ? 40 : 20;
        var length = packet.Length - transport;
        return [.. transport == 40 ? packet[8..40] : packet[12..20], 0, 17, (byte)(length >> 8), (byte)length];
    }

    /// <summary>The packet on its way back: addresses and ports change places, which changes no checksum.</summary>
    private static byte[] Reversed(byte[] packet)
    {
        var ipv6 = packet[0] >> 4 == 6;
        var (source, size, transport) = ipv6 ? (8, 16, 40) : (12, 4, 20);
        byte[] ports = [.. packet[(transport + 2)..(transport + 4)], .. packet[transport..(transport + 2)]];
        return
        [
            .. packet[..source], .. packet[(source + size)..(source + (2 * size))], .. packet[source..(source + size)], .. ports, .. packet[(transport + 4)..],
        ];
    }

    private sealed class Sink : IInnerPacketSink
    {
        public List<byte[]> Packets { get; } = [];

        public void TakeInner(ReadOnlySpan<byte> packet) => Packets.Add(packet.ToArray());
    }

    private sealed class Wire(ITunQueue other) : IInnerPacketSink
    {
        public int Largest { get; private set; }

        public void TakeInner(ReadOnlySpan<byte> packet)
        {
            Largest = Math.Max(Largest, packet.Length);
            other.Write(packet);
        }
    }
}
