using MyIkev2.Engine;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>Protected packets on their way from one side to another, in rooms that are used again.</summary>
internal sealed class PacketBatch
{
    public const int Length = 32;

    private const int Room = 2_048;

    private readonly byte[][] _rooms = [.. Enumerable.Range(0, Length).Select(static _ => new byte[Room])];
    private readonly (NetworkPath Path, OuterHeader Outer, int Octets)[] _packets = new (NetworkPath, OuterHeader, int)[Length];

    public int Count { get; private set; }

    public Span<byte> Begin(int octets) => Count < Length && octets <= Room
        ? _rooms[Count].AsSpan(0, octets)
        : throw new InvalidOperationException("the batch has no room for this packet");

    public void End(in NetworkPath path, in OuterHeader outer, int octets) => _packets[Count++] = (path, outer, octets);

    public Span<byte> Take(int index, out NetworkPath path, out OuterHeader outer)
    {
        (path, outer, var octets) = _packets[index];
        return _rooms[index].AsSpan(0, octets);
    }

    public void Clear() => Count = 0;
}
