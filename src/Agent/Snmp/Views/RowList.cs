using System.Collections;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Rows in the order of their index, in chunks: lists of two states of the registry share the chunks that are the same in
/// both. Immutable. A position costs the logarithm of the number of chunks.
/// </summary>
public sealed class RowList<T> : IReadOnlyList<T>
{
    private readonly T[][] _chunks;
    private readonly int[] _starts;

    internal RowList(T[][] chunks)
    {
        _chunks = chunks;
        _starts = new int[chunks.Length];
        for (var i = 0; i < chunks.Length; i++)
        {
            _starts[i] = Count;
            Count += chunks[i].Length;
        }
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);

            // The last chunk that starts at or before it; empty ones start where their successor does.
            int low = 0, high = _starts.Length;
            while (low + 1 < high)
            {
                var middle = (low + high) >>> 1;
                if (_starts[middle] <= index)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            return _chunks[low][index - _starts[low]];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (var chunk in _chunks)
        {
            foreach (var row in chunk)
            {
                yield return row;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
