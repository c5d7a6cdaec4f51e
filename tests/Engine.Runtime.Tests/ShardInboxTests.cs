using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class ShardInboxTests
{
    private readonly DatagramBatchPool _pool = new();
    private readonly IngressCounters _counters = new();
    private readonly ShardHealth _health = new();

    [Fact]
    public void Post_BeyondTheDatagramLimit_DropsTheBatchAndCountsItsDatagrams()
    {
        var inbox = new ShardInbox(maximumDatagrams: 4, maximumOctets: 1 << 20, _counters, _health);

        Assert.True(inbox.Post(Batch(3, 10)));
        Assert.False(inbox.Post(Batch(2, 10)));
        Assert.True(inbox.Post(Batch(1, 10)));

        Assert.Equal((2L, 0L), (_counters.MessageDrops, _counters.PacketDrops));
        Assert.Equal((4, 2ul), (_health.Read().InboxLength, _health.Read().InboxDrops));
        Assert.Equal(4, inbox.DatagramCount);
        Assert.True(inbox.TryTakeDatagrams(out var first));
        Assert.Equal(3, first.Count);
        Assert.Equal(1, inbox.DatagramCount);
    }

    [Fact]
    public void Post_BeyondTheOctetLimit_Drops()
    {
        var inbox = new ShardInbox(maximumDatagrams: 100, maximumOctets: 1000, _counters, _health);

        Assert.True(inbox.Post(Batch(1, 900)));
        Assert.False(inbox.Post(Batch(1, 101)));

        Assert.Equal(1, _counters.MessageDrops);
    }

    [Fact]
    public void Post_FullOfDatagrams_StillTakesCommandsAndResults()
    {
        var inbox = new ShardInbox(maximumDatagrams: 1, maximumOctets: 1000, _counters, _health);
        inbox.Post(Batch(1, 1));
        inbox.Post(Batch(1, 1));

        inbox.Post(new ShardCommand.DiscloseKeys(1, 2));
        inbox.Post(new CryptoJobResult(new KeyExchangeJob(7, 0, null, null), null, null));

        Assert.True(inbox.TryTakeMessage(out var command));
        Assert.IsType<ShardCommand.DiscloseKeys>(command);
        Assert.True(inbox.TryTakeMessage(out var result));
        Assert.Equal(7u, Assert.IsType<CryptoJobResult>(result).Job.Serial);
    }

    [Fact]
    public void Post_ManyBeforeTheDrain_WakeOnce()
    {
        var wakes = 0;
        var inbox = new ShardInbox(100, 1 << 20, _counters, _health);
        inbox.WakeWith(() => wakes++);

        inbox.Post(Batch(1, 1));
        inbox.Post(Batch(1, 1));
        Assert.Equal(1, wakes);

        inbox.BeginDrain();
        inbox.Post(Batch(1, 1));
        Assert.Equal(2, wakes);
    }

    [Fact]
    public async Task Post_FromManyThreads_LosesNothingWithinTheLimit()
    {
        const int Writers = 4, Each = 500;
        var inbox = new ShardInbox(Writers * Each, 1 << 24, _counters, _health);
        var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                inbox.Post(Batch(1, 16));
            }
        })).ToArray();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60));

        var taken = 0;
        while (inbox.TryTakeDatagrams(out var batch))
        {
            taken += batch.Count;
            batch.Return();
        }

        Assert.Equal(Writers * Each, taken);
        Assert.Equal(0, inbox.DatagramCount);
        Assert.Equal((0L, 0ul), (_counters.MessageDrops, _health.Read().InboxDrops));
    }

    [Fact]
    public void IngressCounters_Fold_AddsOnlyTheGrowth()
    {
        var target = new EngineCounters();
        _counters.AddGarbage();
        _counters.AddKeepalive();
        _counters.AddMessageDrops(5);
        _counters.AddPacketDrops(6);
        _counters.AddTunnelDeviceDrops(7);
        _counters.FoldInto(target);
        _counters.AddGarbage();
        _counters.FoldInto(target);
        _counters.FoldInto(target);

        Assert.Equal(2u, target.InMalformed.Value);
        Assert.Equal(1u, target.KeepalivesIn.Value);
        Assert.Equal(5u, target.InDropped.Value);
        Assert.Equal(6u, target.PacketCapacityDrops.Value);
        Assert.Equal(7u, target.TunnelDeviceDrops.Value);
    }

    private DatagramBatch Batch(int count, int octets)
    {
        var batch = _pool.Rent();
        for (var i = 0; i < count; i++)
        {
            batch.AddMessage(default, new byte[octets]);
        }

        return batch;
    }
}
