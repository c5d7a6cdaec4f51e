using System.Runtime.CompilerServices;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>Some rows that follow each other, or their values, on the stack.</summary>
[InlineArray(Length)]
internal struct MibBatch<T>
{
    /// <summary>How many there are at most: what fits into a datagram.</summary>
    internal const int Length = 64;

    private T _first;
}

/// <summary>The names of the instances of one column for rows that follow each other; gives them one by one.</summary>
/// <param name="encodedColumn">The column's name, encoded.</param>
/// <param name="indexes">For each row the number of sub-identifiers of its index, then these.</param>
internal ref struct MibRunNames(ReadOnlySpan<byte> encodedColumn, ReadOnlySpan<uint> indexes)
{
    /// <summary>Numbers that a batch of rows with short indexes needs; what have longer ones come in smaller batches.</summary>
    internal const int Room = 4 * ObjectIdentifier.MaximumLength;

    private readonly ReadOnlySpan<byte> _encodedColumn = encodedColumn;
    private ReadOnlySpan<uint> _indexes = indexes;

    /// <summary>The column's name, encoded.</summary>
    internal readonly ReadOnlySpan<byte> EncodedColumn => _encodedColumn;

    /// <summary>The index of the next row.</summary>
    internal ReadOnlySpan<uint> Next()
    {
        var end = (int)_indexes[0] + 1;
        var index = _indexes[1..end];
        _indexes = _indexes[end..];
        return index;
    }
}
