using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IPINTERFACES: one address of an interface.</summary>
public sealed class InterfaceRecord
{
    /// <summary>The interface.</summary>
    public required InterfaceSection Interface { get; init; }

    /// <summary>Reads a record.</summary>
    public static InterfaceRecord Read(RecordReader record)
    {
        var section = record.Structure<InterfaceSection>(0);
        if (record.Dialect.InterfaceFlagsOneBased)
        {
            section.Flags = (InterfaceFlags)((byte)section.Flags << 1);
        }

        return new InterfaceRecord { Interface = section };
    }

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect) => RecordWriter.Measure(dialect, [InterfaceSection.Size]);

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in InterfaceSection section)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var wire = section;
        if (dialect.InterfaceFlagsOneBased)
        {
            wire.Flags = (InterfaceFlags)((byte)wire.Flags >> 1);
        }

        if (wire.Name == default)
        {
            wire.Name = new FixedText16(string.Empty);
        }

        ReadOnlySpan<int> lengths = [InterfaceSection.Size];
        var length = RecordWriter.Measure(dialect, lengths);
        new RecordWriter(dialect, output.GetSpan(length)[..length], lengths).Write(0, in wire);
        output.Advance(length);
        return length;
    }
}
