using System.Collections;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Rows in the order of their index, in chunks: lists of two states of the registry share the chunks that are the same in
/// both. Immutable. A position is found at once.
/// </summary>
public sealed class RowList<T> : IReadOnlyList<T>
{
    private const int HintStep = 64;

    private readonly T[][] _chunks;
    private readonly int[] _starts;

    /// <summary>For each position that is a multiple of the step: the chunk that holds it.</summary>
    private readonly int[] _hints;

    internal RowList(T[][] chunks)
    {
        _chunks = chunks;
        _starts = new int[chunks.Length];
        for (var i = 0; i < chunks.Length; i++)
        {
            _starts[i] = Count;
            Count += chunks[i].Length;
        }

        _hints = new int[(Count + HintStep - 1) / HintStep];
        for (int hint = 0, chunk = 0; hint < _hints.Length; hint++)
        {
            while ((hint * HintStep) - _starts[chunk] >= chunks[chunk].Length)
            {
                chunk++;
            }

            _hints[hint] = chunk;
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

            var chunk = _hints[index / HintStep];
            while (index - _starts[chunk] >= _chunks[chunk].Length)
            {
                chunk++;
            }

            return _chunks[chunk][index - _starts[chunk]];
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
