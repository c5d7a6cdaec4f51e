using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_SUMMARY: the totals of a stack.</summary>
public sealed class SummaryRecord
{
    /// <summary>The record's section.</summary>
    public required SummarySection Summary { get; init; }

    /// <summary>Reads a record.</summary>
    public static SummaryRecord Read(RecordReader record)
        => new() { Summary = record.Structure(0, record.Dialect.Sections.Summary) };

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.Sections.Summary.Length]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in SummarySection section)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var layout = dialect.Sections.Summary;
        ReadOnlySpan<int> lengths = [layout.Length];
        var length = RecordWriter.Measure(dialect, lengths);
        new RecordWriter(dialect, output.GetSpan(length)[..length], lengths).Write(0, layout, in section);
        output.Advance(length);
        return length;
    }
}
