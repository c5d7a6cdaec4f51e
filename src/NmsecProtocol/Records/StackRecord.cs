using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_STACKINFO: a stack.</summary>
/// <remarks>The published text speaks of several sections and gives the first; the second one is always absent.</remarks>
public sealed class StackRecord
{
    /// <summary>The record's section.</summary>
    public required StackSection Stack { get; init; }

    /// <summary>Reads a record.</summary>
    public static StackRecord Read(RecordReader record)
        => new() { Stack = record.Structure(0, record.Dialect.Sections.Stack) };

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.Sections.Stack.Length, 0]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in StackSection section)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var layout = dialect.Sections.Stack;
        ReadOnlySpan<int> lengths = [layout.Length, 0];
        var length = RecordWriter.Measure(dialect, lengths);
        new RecordWriter(dialect, output.GetSpan(length)[..length], lengths).Write(0, layout, in section);
        output.Advance(length);
        return length;
    }
}
