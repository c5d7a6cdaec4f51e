using System.Collections.Concurrent;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>What an entry of a <see cref="DatagramBatch"/> is.</summary>
internal enum BatchEntryKind : byte
{
    IkeMessage,
    ProtectedPacket,
    InnerPacket,
}

/// <summary>
/// Up to 32 messages and packets on their way to another thread, in one buffer. Filled by one thread, handed over once, then read and returned to
/// its pool by the receiving thread.
/// </summary>
internal sealed class DatagramBatch(DatagramBatchPool pool)
{
    public const int Capacity = 32;

    private const int InitialBuffer = 4096;

    // Room for a full batch of packets of the usual size; larger buffers are not kept.
    private const int LargestKeptBuffer = 64 * 1024;

    private readonly Entry[] _entries = new Entry[Capacity];
    private byte[] _buffer = [];

    public int Count { get; private set; }

    public int Octets { get; private set; }

    public bool IsFull => Count == Capacity;

    public void AddMessage(in NetworkPath path, ReadOnlySpan<byte> message) => Add(new Entry { Kind = BatchEntryKind.IkeMessage, Path = path }, message);

    public void AddProtected(in NetworkPath path, PacketEncapsulation encapsulation, byte trafficClass, ReadOnlySpan<byte> packet) =>
        Add(new Entry { Kind = BatchEntryKind.ProtectedPacket, Path = path, Encapsulation = encapsulation, TrafficClass = trafficClass }, packet);

    public void AddInner(ReadOnlySpan<byte> packet) => Add(new Entry { Kind = BatchEntryKind.InnerPacket }, packet);

    public BatchEntryKind KindOf(int index) => _entries[index].Kind;

    public ref readonly NetworkPath PathOf(int index) => ref _entries[index].Path;

    public PacketEncapsulation EncapsulationOf(int index) => _entries[index].Encapsulation;

    public byte TrafficClassOf(int index) => _entries[index].TrafficClass;

    /// <summary>The octets; the reader may overwrite them.</summary>
    public Span<byte> OctetsOf(int index) => _buffer.AsSpan(_entries[index].Offset, _entries[index].Length);

    /// <summary>Gives the batch back; the caller keeps no reference.</summary>
    public void Return()
    {
        if (_buffer.Length > LargestKeptBuffer)
        {
            _buffer = [];
        }

        Count = 0;
        Octets = 0;
        pool.Return(this);
    }

    private void Add(Entry entry, ReadOnlySpan<byte> octets)
    {
        Reserve(Octets + octets.Length);
        octets.CopyTo(_buffer.AsSpan(Octets));
        entry.Offset = Octets;
        entry.Length = octets.Length;
        _entries[Count++] = entry;
        Octets += octets.Length;
    }

    private void Reserve(int octets)
    {
        if (octets > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(octets, Math.Max(InitialBuffer, _buffer.Length * 2)));
        }
    }

    private struct Entry
    {
        public NetworkPath Path;
        public int Offset;
        public int Length;
        public BatchEntryKind Kind;
        public PacketEncapsulation Encapsulation;
        public byte TrafficClass;
    }
}

/// <summary>Keeps empty batches and their buffers for reuse. Thread-safe.</summary>
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
