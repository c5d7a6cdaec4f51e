using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Sections;

/// <summary>Steps through the records inside a record, which its reader has checked.</summary>
public ref struct CascadedRecords
{
    private readonly NmsecDialect _dialect;
    private ReadOnlySpan<byte> _rest;

    internal CascadedRecords(NmsecDialect dialect, ReadOnlySpan<byte> records)
    {
        _dialect = dialect;
        _rest = records;
    }

    /// <summary>The record that the last step reached.</summary>
    public RecordReader Current { get; private set; }

    /// <summary>Makes the type usable in a foreach statement.</summary>
    public readonly CascadedRecords GetEnumerator() => this;

    /// <summary>Steps to the next record.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty || RecordReader.TryOpen(_dialect, _rest, isCascaded: true, out var record).IsError)
        {
            return false;
        }

        Current = record;
        _rest = _rest[record.Bytes.Length..];
        return true;
    }
}
