using System.Collections;

namespace MyIkev2.Registry;

/// <summary>
/// The rows of one kind that were remembered at one moment, oldest first, with consecutive numbers. Immutable: it shares the log's chunks, whose
/// slots are written once, and reading it copies nothing.
/// </summary>
/// <typeparam name="T">Kind of row.</typeparam>
public sealed class HistoryWindow<T> : IReadOnlyList<T>
    where T : HistoryRow
{
    /// <summary>Rows in a chunk.</summary>
    internal const int ChunkSize = 128;

    private readonly T[][] _chunks;
    private readonly ulong _base;

    internal HistoryWindow(T[][] chunks, ulong @base, ulong first, ulong last, int depth, ulong dropped)
    {
        _chunks = chunks;
        _base = @base;
        First = first;
        Last = last;
        Depth = depth;
        Dropped = dropped;
    }

    /// <summary>How many rows are kept at most.</summary>
    public int Depth { get; }

    /// <summary>Rows pushed out so far because the log was full.</summary>
    public ulong Dropped { get; }

    /// <inheritdoc/>
    public int Count => (int)(Last + 1 - First);

    /// <summary>Number of the oldest row; one more than <see cref="Last"/> when there is none.</summary>
    internal ulong First { get; }

    /// <summary>Number of the newest row ever entered.</summary>
    internal ulong Last { get; }

    /// <summary>Number of the first slot of the first chunk.</summary>
    internal ulong Base => _base;

    internal T[][] Chunks => _chunks;

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var slot = (int)(First - _base) + index;
            return _chunks[slot / ChunkSize][slot % ChunkSize];
        }
    }

    /// <summary>Index of the first row whose number is <paramref name="number"/> or greater; <see cref="Count"/> when there is none.</summary>
    public int IndexFrom(uint number) => number <= First ? 0 : (int)Math.Min(number - First, (ulong)Count);

    /// <summary>The row with this number, or null.</summary>
    public T? Find(uint number) => number >= First && number <= Last ? this[IndexFrom(number)] : null;

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
