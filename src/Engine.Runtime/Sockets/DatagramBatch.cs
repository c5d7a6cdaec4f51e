using System.Buffers;
using System.Collections.Concurrent;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>
/// Up to 32 messages on their way to another thread, in one rented buffer. Filled by one thread, handed over once, then read and returned to
/// its pool by the receiving thread.
/// </summary>
internal sealed class DatagramBatch(DatagramBatchPool pool)
{
    public const int Capacity = 32;

    private const int InitialBuffer = 4096;

    private readonly Entry[] _entries = new Entry[Capacity];
    private byte[] _buffer = [];

    public int Count { get; private set; }

    public int Octets { get; private set; }

    public bool IsFull => Count == Capacity;

    public void Add(in NetworkPath path, ReadOnlySpan<byte> message)
    {
        Reserve(Octets + message.Length);
        message.CopyTo(_buffer.AsSpan(Octets));
        _entries[Count++] = new Entry(path, Octets, message.Length);
        Octets += message.Length;
    }

    public ref readonly NetworkPath PathOf(int index) => ref _entries[index].Path;

    public ReadOnlySpan<byte> MessageOf(int index) => _buffer.AsSpan(_entries[index].Offset, _entries[index].Length);

    /// <summary>Gives buffer and batch back; the caller keeps no reference.</summary>
    public void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Count = 0;
        Octets = 0;
        pool.Return(this);
    }

    private void Reserve(int octets)
    {
        if (octets <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(octets, Math.Max(InitialBuffer, _buffer.Length * 2)));
        _buffer.AsSpan(0, Octets).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private readonly struct Entry(in NetworkPath path, int offset, int length)
    {
        public readonly NetworkPath Path = path;
        public readonly int Offset = offset;
        public readonly int Length = length;
    }
}

/// <summary>Keeps empty batches for reuse. Thread-safe.</summary>
internal sealed class DatagramBatchPool
{
    private const int Kept = 256;

    private readonly ConcurrentQueue<DatagramBatch> _free = new();
    private int _count;

    public DatagramBatch Rent()
    {
        if (_free.TryDequeue(out var batch))
        {
            Interlocked.Decrement(ref _count);
            return batch;
        }

        return new DatagramBatch(this);
    }

    public void Return(DatagramBatch batch)
    {
        if (Interlocked.Increment(ref _count) <= Kept)
        {
            _free.Enqueue(batch);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
