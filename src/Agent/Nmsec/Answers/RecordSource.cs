using System.Buffers;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// The records of an answer. They are counted before the header is written and made one at a time while the client
/// reads, both from the same view: an answer of any size needs the memory of one record.
/// </summary>
internal abstract class RecordSource
{
    /// <summary>Number of records.</summary>
    public abstract uint Count { get; }

    /// <summary>Length of all records together.</summary>
    public abstract ulong Length { get; }

    /// <summary>Objects that there are without the request's filters.</summary>
    public abstract uint Total { get; }

    /// <summary>Writes the next record, or part of one, and returns its length; zero after the last one.</summary>
    public abstract int WriteNext(IBufferWriter<byte> output);
}

/// <summary>Makes the records of one request, each from one object of the registry. Stateless.</summary>
internal interface IRecordMaker<TItem>
{
    /// <summary>The length of an object's record. Depends on published facts only, never on counters.</summary>
    int Measure(in TItem item);

    /// <summary>Writes an object's record and returns its length, the one that was measured.</summary>
    int Write(IBufferWriter<byte> output, in TItem item);
}

/// <summary>The objects that a request's filters let through.</summary>
internal interface ISelection<TItem>
{
    /// <summary>How many there are without the filters. Known after an enumeration has come to its end.</summary>
    uint Total { get; }

    /// <summary>The objects. Two enumerations of one selection give the same ones in the same order.</summary>
    IEnumerable<TItem> Enumerate();
}

/// <summary>An answer with one record for each object of a selection.</summary>
internal sealed class RecordStream<TItem> : RecordSource
{
    private readonly IRecordMaker<TItem> _maker;
    private readonly IEnumerator<TItem> _items;

    /// <summary>Counts and measures the selection by walking it once.</summary>
    /// <param name="selection">The objects.</param>
    /// <param name="maker">Makes their records.</param>
    /// <param name="total">How many there are without filters, where the selection does not see them all.</param>
    public RecordStream(ISelection<TItem> selection, IRecordMaker<TItem> maker, uint? total = null)
    {
        foreach (var item in selection.Enumerate())
        {
            Count++;
            Length += (uint)maker.Measure(item);
        }

        Total = total ?? selection.Total;
        _maker = maker;
        _items = selection.Enumerate().GetEnumerator();
    }

    /// <summary>For objects that no filter chooses from and whose sums are known: nothing is walked before the first record.</summary>
    public RecordStream(IEnumerable<TItem> items, IRecordMaker<TItem> maker, uint count, ulong length)
    {
        (Count, Length, Total) = (count, length, count);
        _maker = maker;
        _items = items.GetEnumerator();
    }

    public override uint Count { get; }

    public override ulong Length { get; }

    public override uint Total { get; }

    public override int WriteNext(IBufferWriter<byte> output)
        => _items.MoveNext() ? _maker.Write(output, _items.Current) : 0;
}

/// <summary>An answer of a few records that are at hand.</summary>
internal sealed class RecordList<TItem> : RecordSource
{
    private readonly IReadOnlyList<TItem> _items;
    private readonly IRecordMaker<TItem> _maker;
    private int _next;

    public RecordList(IReadOnlyList<TItem> items, IRecordMaker<TItem> maker, uint? total = null)
    {
        Total = total ?? (uint)items.Count;
        _items = items;
        _maker = maker;
        for (var i = 0; i < items.Count; i++)
        {
            Length += (uint)maker.Measure(items[i]);
        }
    }

    public override uint Count => (uint)_items.Count;

    public override ulong Length { get; }

    public override uint Total { get; }

    public override int WriteNext(IBufferWriter<byte> output) => _next < _items.Count ? _maker.Write(output, _items[_next++]) : 0;
}

/// <summary>An answer without records.</summary>
internal sealed class NoRecords : RecordSource
{
    public static NoRecords Instance { get; } = new();

    public override uint Count => 0;

    public override ulong Length => 0;

    public override uint Total => 0;

    public override int WriteNext(IBufferWriter<byte> output) => 0;
}
