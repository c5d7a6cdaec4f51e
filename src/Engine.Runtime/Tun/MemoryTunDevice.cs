using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MyIkev2.Engine.Runtime.Tun;

/// <summary>
/// A device without a host behind it: tests and embedders put packets in and take those out that the tunnels deliver. Thread-safe but for what
/// <see cref="ITunQueue"/> leaves to the shard.
/// </summary>
/// <param name="shards">Number of queues.</param>
/// <param name="mtu">Octets of the largest packet.</param>
/// <param name="capacity">Delivered packets that may wait to be taken; more are refused, which the engine counts.</param>
public sealed class MemoryTunDevice(int shards, int mtu = 1400, int capacity = 65536) : ITunDevice
{
    private readonly MemoryTunQueue[] _queues = [.. Enumerable.Range(0, shards).Select(_ => new MemoryTunQueue(capacity))];

    public string Name => "memory";

    public int Mtu { get; } = mtu;

    public ITunQueue QueueOf(int shard) => _queues[shard];

    /// <summary>Puts a packet of the local host in, as if it had come through the queue of that shard.</summary>
    public void Inject(ReadOnlySpan<byte> packet, int shard = 0) => _queues[shard].Inject(packet.ToArray());

    /// <summary>Takes a delivered packet if there is one.</summary>
    public bool TryCollect(out byte[] packet)
    {
        foreach (var queue in _queues)
        {
            if (queue.Delivered.TryRead(out packet!))
            {
                return true;
            }
        }

        packet = [];
        return false;
    }

    /// <summary>Waits for the next delivered packet, of any shard.</summary>
    public async Task<byte[]> CollectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryCollect(out var packet))
            {
                return packet;
            }

            using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_queues.Select(queue => queue.Delivered.WaitToReadAsync(first.Token).AsTask())).ConfigureAwait(false);
            await first.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
    }

    private sealed class MemoryTunQueue(int capacity) : ITunQueue
    {
        private const int BatchLimit = 64;

        private readonly ConcurrentQueue<byte[]> _injected = new();
        private readonly Channel<byte[]> _delivered = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(capacity) { SingleWriter = true });
        private Action _wake = static () => { };
        private int _refused;

        public int Descriptor => -1;

        public ChannelReader<byte[]> Delivered => _delivered.Reader;

        public void Inject(byte[] packet)
        {
            _injected.Enqueue(packet);
            Volatile.Read(ref _wake)();
        }

        public void WakeWith(Action wake)
        {
            Volatile.Write(ref _wake, wake);
            wake();
        }

        public int Receive(IInnerPacketSink sink, bool firstOnly = false)
        {
            var count = 0;
            while (count < (firstOnly ? 1 : BatchLimit) && _injected.TryDequeue(out var packet))
            {
                count++;
                sink.TakeInner(packet);
            }

            if (!_injected.IsEmpty)
            {
                _wake();
            }

            return count;
        }

        public void Write(ReadOnlySpan<byte> packet)
        {
            if (!_delivered.Writer.TryWrite(packet.ToArray()))
            {
                _refused++;
            }
        }

        public int Flush()
        {
            var refused = _refused;
            _refused = 0;
            return refused;
        }
    }
}
