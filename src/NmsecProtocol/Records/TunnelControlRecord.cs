using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of a control request or its answer: a tunnel and what became of it.</summary>
public sealed class TunnelControlRecord
{
    /// <summary>The record's section.</summary>
    public required TunnelControlSection Tunnel { get; init; }

    /// <summary>Reads a record.</summary>
    public static TunnelControlRecord Read(RecordReader record)
        => new() { Tunnel = record.Structure(0, record.Dialect.Sections.TunnelControl) };

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.Sections.TunnelControl.Length]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in TunnelControlSection section)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var layout = dialect.Sections.TunnelControl;
        ReadOnlySpan<int> lengths = [layout.Length];
        var length = RecordWriter.Measure(dialect, lengths);
        new RecordWriter(dialect, output.GetSpan(length)[..length], lengths).Write(0, layout, in section);
        output.Advance(length);
        return length;
    }
}
