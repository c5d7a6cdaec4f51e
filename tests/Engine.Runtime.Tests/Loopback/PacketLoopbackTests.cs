using System.Collections.Concurrent;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tests.Tun;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Loopback;

/// <summary>Two real engines, real UDP sockets between them, and packets of two hosts that are only memory.</summary>
public sealed class PacketLoopbackTests
{
    [Theory]
    [InlineData(1, "127.0.0.1", false)]
    [InlineData(3, "127.0.0.1", false)]
    [InlineData(1, "::1", false)]
    [InlineData(3, "::1", false)]
    [InlineData(2, "127.0.0.1", true)]
    public async Task Packets_OfManyTunnels_ComeOutAtTheOtherEndAsTheyWentIn(int shards, string address, bool portable)
    {
        const int Vpns = 6;
        const int Rounds = 40;
        await using var pair = new LoopbackPair(shards, address, options => options.PortableSockets = portable, carriesPackets: true);
        pair.Start();
        pair.Configure(Vpns, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == Vpns);
        await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == Vpns);

        // Whatever queue the host puts a packet into: it leaves through the shard that has the SA.
        var forth = Packets(Vpns, Rounds, 1, 2).ToList();
        var back = Packets(Vpns, Rounds, 2, 1).ToList();
        await TransferAsync(pair.TunOfA!, pair.TunOfB!, forth, shards);
        await TransferAsync(pair.TunOfB!, pair.TunOfA!, back, shards);

        var counters = pair.B.Registry.Capture().ReadEngineCounters();
        Assert.Equal((0ul, 0ul, 0ul), (counters.EspUnknownSpi, counters.NoPolicyDrops, counters.TunnelDeviceDrops));
    }

    [Fact]
    public async Task Child_UpAndDown_TellsWhereItLeads()
    {
        var routes = new RecordingRoutes();
        await using var pair = new LoopbackPair(1, carriesPackets: true, routesOfA: routes);
        pair.Start();
        pair.Configure(1, startByItself: false);

        Assert.True((await pair.A.ExecuteAsync(new EngineCommand.InitiateChild("child-1"), null, CancellationToken.None)).IsSuccess);
        Assert.Equal([(TrafficSelector.Subnet(IpAddress.Parse("10.2.1.0"), 24), 1)], routes.Reached.Select(static entry => (entry.Key, entry.Value)));

        Assert.True((await pair.A.ExecuteAsync(new EngineCommand.FlushIke(SaSelector.All), null, CancellationToken.None)).IsSuccess);
        await LoopbackPair.UntilAsync(pair.A, static view => view.TunnelCount == 0);
        Assert.All(routes.Reached.Values, static count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Packets_WithoutPolicy_GoNowhereAndAreCounted()
    {
        await using var pair = new LoopbackPair(1, carriesPackets: true);
        pair.Start();
        pair.Configure(1, startByItself: true);
        await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 1);

        pair.TunOfA!.Inject(Packet(1, 9, 9, 0));
        pair.TunOfA.Inject([1, 2, 3]);
        pair.TunOfA.Inject(Packet(1, 2, 1, 7));

        var arrived = await CollectAsync(pair.TunOfB!);
        Assert.Equal(Packet(1, 2, 1, 7), arrived);
        await LoopbackPair.UntilAsync(pair.A, static view => view.ReadEngineCounters().NoPolicyDrops == 2);
    }

    [Fact]
    public async Task Routes_FollowTheTunnels()
    {
        await using var pair = new LoopbackPair(3, carriesPackets: true, routes: true);
        pair.Start();
        pair.Configure(4, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 4);
        Assert.Equal(4, pair.RoutesOfA!.Wanted.Distinct().Count());

        await pair.A.StopAsync();

        Assert.Empty(pair.RoutesOfA.Wanted);
    }

    private static async Task TransferAsync(MemoryTunDevice from, MemoryTunDevice to, List<byte[]> packets, int shards)
    {
        // Not more at once than a socket's buffer is sure to hold.
        foreach (var portion in packets.Chunk(64))
        {
            for (var i = 0; i < portion.Length; i++)
            {
                from.Inject(portion[i], i % shards);
            }

            var arrived = new List<byte[]>();
            while (arrived.Count < portion.Length)
            {
                arrived.Add(await CollectAsync(to));
            }

            Assert.Equal(portion.Select(Convert.ToHexString).Order(), arrived.Select(Convert.ToHexString).Order());
        }
    }

    private static async Task<byte[]> CollectAsync(MemoryTunDevice device)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await device.CollectAsync(limit.Token);
    }

    private static IEnumerable<byte[]> Packets(int vpns, int rounds, int from, int to) =>
        Enumerable.Range(0, rounds).SelectMany(round => Enumerable.Range(1, vpns).Select(vpn => Packet(from, to, vpn, round)));

    /// <summary>A datagram from a host of one side's subnet to one of the other's, of a size that depends on its number.</summary>
    private static byte[] Packet(int from, int to, int vpn, int number)
    {
        var packet = SamplePackets.Udp(ipv6: false, 20 + (number * 30), (ushort)number, number);
        IpAddress.Parse($"10.{from}.{vpn}.1").WriteTo(packet.AsSpan(12));
        IpAddress.Parse($"10.{to}.{vpn}.1").WriteTo(packet.AsSpan(16));
        packet[10] = packet[11] = 0;
        var checksum = SamplePackets.Checksum(packet.AsSpan(0, 20));
        (packet[10], packet[11]) = ((byte)(checksum >> 8), (byte)checksum);
        return packet;
    }

    private static int Installed(RegistryView view) => view.Enumerate()
        .Where(static t => t.State == IkeTunnelState.Established)
        .SelectMany(static t => t.Children)
        .Count(static c => c.State == IpsecTunnelState.Installed);
}

/// <summary>Remembers which routes are wanted.</summary>
internal sealed class RecordingRoutes : IRouteSink
{
    private readonly Lock _lock = new();
    private readonly List<(TrafficSelector Local, TrafficSelector Remote)> _wanted = [];

    public IReadOnlyList<(TrafficSelector Local, TrafficSelector Remote)> Wanted
    {
        get
        {
            lock (_lock)
            {
                return [.. _wanted];
            }
        }
    }

    /// <summary>Networks that Child SAs lead to, and how many each.</summary>
    public ConcurrentDictionary<TrafficSelector, int> Reached { get; } = [];

    public Task SettleAsync() => Task.CompletedTask;

    public void Reach(in TrafficSelector remote, ChildPolicy policy, bool reached) =>
        Assert.InRange(Reached.AddOrUpdate(remote, reached ? 1 : -1, (_, count) => count + (reached ? 1 : -1)), 0, 2);

    public void HaveAddress(IpAddress address, string interfaceName, bool wanted)
    {
    }

    public void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted)
    {
        lock (_lock)
        {
            if (wanted)
            {
                _wanted.Add((local, remote));
            }
            else
            {
                Assert.True(_wanted.Remove((local, remote)), "taken back, but never wanted");
            }
        }
    }
}
