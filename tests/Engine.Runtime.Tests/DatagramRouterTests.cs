using System.Buffers.Binary;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class DatagramRouterTests
{
    private const int Shards = 3;

    private static readonly NetworkPath Plain = new(new IpEndpoint(IpAddress.Parse("192.0.2.1"), 500), new IpEndpoint(IpAddress.Parse("192.0.2.2"), 500), false);
    private static readonly NetworkPath Marked = Plain with { HasNonEspMarker = true };

    private readonly ShardMap _map = new(Shards, key: 0x1234_5678_9abc_def0);
    private readonly IngressCounters _counters = new();
    private readonly ShardInbox[] _inboxes;
    private readonly DiscardList _discards = new();
    private readonly DatagramRouter _router;

    public DatagramRouterTests()
    {
        _inboxes = [.. Enumerable.Range(0, Shards).Select(_ => new ShardInbox(1000, 1 << 20, _counters, new ShardHealth()))];
        _router = new DatagramRouter(_map, _inboxes, _counters, new DatagramBatchPool(), _discards);
    }

    [Fact]
    public void FirstRequestAndItsRepeats_GoToTheShardOfTheInitiatorSpi()
    {
        for (ulong spi = 1; spi < 200; spi++)
        {
            Assert.True(_router.TryRoute(Plain, Message(spi, 0, IkeHeaderFlags.Initiator), out var owner, out _, out _));
            Assert.Equal(_map.OwnerOf(spi), owner);
        }
    }

    [Theory]
    [InlineData(IkeHeaderFlags.Initiator, false)]
    [InlineData(IkeHeaderFlags.Initiator | IkeHeaderFlags.Response, false)]
    [InlineData(IkeHeaderFlags.Response, true)]
    [InlineData((IkeHeaderFlags)0, true)]
    public void KnownSpis_TheSendersRoleSaysWhichIsOurs(IkeHeaderFlags flags, bool ownIsInitiator)
    {
        for (ulong spi = 1; spi < 100; spi++)
        {
            var message = Message(spi, spi + 1000, flags);
            Assert.True(_router.TryRoute(Plain, message, out var owner, out _, out _));
            Assert.Equal(_map.OwnerOf(ownIsInitiator ? spi : spi + 1000), owner);
        }
    }

    [Fact]
    public void Marker_IsStripped()
    {
        var message = Message(1, 2, IkeHeaderFlags.Response);

        Assert.True(_router.TryRoute(Marked, [0, 0, 0, 0, .. message], out _, out _, out var stripped));

        Assert.Equal(message, stripped.ToArray());
    }

    [Fact]
    public void Nonsense_IsCountedByKindAndGoesNowhere()
    {
        Assert.False(_router.TryRoute(Plain, [1, 2, 3], out _, out _, out _));
        Assert.False(_router.TryRoute(Plain, new byte[28], out _, out _, out _));
        Assert.False(_router.TryRoute(Marked, [0xFF], out _, out _, out _));

        Assert.Equal(2, _counters.Garbage);
        Assert.Equal(1, _counters.Keepalives);
        Assert.All(_inboxes, static inbox => Assert.True(inbox.IsEmpty));
    }

    [Fact]
    public void Esp_OnTheNatTraversalPort_GoesToTheOwnerOfItsSpi()
    {
        for (byte spi = 1; spi < 200; spi++)
        {
            byte[] packet = [0, 0, 1, spi, 0, 0, 0, 1, 9, 9, 9, 9];
            Assert.True(_router.TryRoute(Marked, packet, out var owner, out var isEsp, out var message));

            Assert.True(isEsp);
            Assert.Equal(_map.OwnerOf(256u + spi), owner);
            Assert.Equal(packet, message.ToArray());
        }
    }

    [Fact]
    public void Forward_PacketsOfAllKinds_KeepTheirOrderAndWhatIsKnownOfThem()
    {
        var owner = new ShardId(2);
        _router.ForwardProtected(owner, Marked, PacketEncapsulation.Ah, 0x2e, [1, 2, 3]);
        _router.ForwardInner(owner, [4, 5]);
        _router.Forward(owner, Plain, [6]);
        _router.Flush();

        Assert.True(_inboxes[2].TryTakeDatagrams(out var batch));
        Assert.Equal([BatchEntryKind.ProtectedPacket, BatchEntryKind.InnerPacket, BatchEntryKind.IkeMessage], Enumerable.Range(0, batch.Count).Select(batch.KindOf));
        Assert.Equal((Marked, PacketEncapsulation.Ah, (byte)0x2e), (batch.PathOf(0), batch.EncapsulationOf(0), batch.TrafficClassOf(0)));
        Assert.Equal([1, 2, 3], batch.OctetsOf(0).ToArray());
        Assert.Equal([4, 5], batch.OctetsOf(1).ToArray());
        Assert.Equal([6], batch.OctetsOf(2).ToArray());
    }

    [Fact]
    public void Forward_FullBatchGoesAtOnceAndTheRestWithTheFlush()
    {
        var message = Message(1, 2, IkeHeaderFlags.Response);
        for (var i = 0; i < DatagramBatch.Capacity + 3; i++)
        {
            _router.Forward(new ShardId(1), Plain, message);
        }

        Assert.Equal(DatagramBatch.Capacity, _inboxes[1].DatagramCount);
        _router.Flush();

        Assert.Equal(DatagramBatch.Capacity + 3, _inboxes[1].DatagramCount);
        Assert.True(_inboxes[1].TryTakeDatagrams(out var batch));
        Assert.Equal(Plain, batch.PathOf(31));
        Assert.Equal(message, batch.OctetsOf(31).ToArray());
    }

    [Fact]
    public void Discards_GarbageAndWhatFindsAnInboxFull_AreToldWithTheirPath()
    {
        var inboxes = new[] { new ShardInbox(2, 1 << 20, _counters, new ShardHealth()) };
        var router = new DatagramRouter(new ShardMap(1, key: 1), inboxes, _counters, new DatagramBatchPool(), _discards);

        Assert.False(router.TryRoute(Marked, new byte[3], out _, out _, out _));
        Assert.False(router.TryRoute(Marked, [0xff], out _, out _, out _));
        router.Forward(default, Plain, Message(1, 2, IkeHeaderFlags.Response));
        router.ForwardProtected(default, Marked, PacketEncapsulation.Ah, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
        router.ForwardInner(default, [1]);
        router.Flush();

        // A keepalive has done what it is for, and a packet of the local host came by no socket.
        Assert.Equal([(Marked, PacketEncapsulation.Udp), (Plain, PacketEncapsulation.Udp), (Marked, PacketEncapsulation.Ah)], _discards.All);
        Assert.Equal((1L, 2L), (_counters.MessageDrops, _counters.PacketDrops));
    }

    private static byte[] Message(ulong initiatorSpi, ulong responderSpi, IkeHeaderFlags flags)
    {
        var message = new byte[28];
        BinaryPrimitives.WriteUInt64BigEndian(message, initiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), responderSpi);
        message[17] = 0x20;
        message[18] = (byte)ExchangeType.Informational;
        message[19] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(24), 28);
        return message;
    }
}

/// <summary>Remembers what was dropped after reception.</summary>
internal sealed class DiscardList : IDiscardCount
{
    public List<(NetworkPath Path, PacketEncapsulation Encapsulation)> All { get; } = [];

    public void Discard(in NetworkPath path, PacketEncapsulation encapsulation) => All.Add((path, encapsulation));
}
