using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IPFLTCURR, NMsec_GET_IPFLTDEFAULT and NMsec_GET_IPFLTPOLICY: an IP filter.</summary>
public sealed class IpFilterRecord
{
    /// <summary>The filter.</summary>
    public required IpFilterSection Filter { get; init; }

    /// <summary>The remote identity of the filter's tunnel as text; empty for none.</summary>
    public string RemoteIdentity { get; init; } = string.Empty;

    /// <summary>Reads a record.</summary>
    public static IpFilterRecord Read(RecordReader record) => new()
    {
        Filter = record.Structure(0, record.Dialect.Sections.IpFilter),
        RemoteIdentity = record.Text(1),
    };

    /// <summary>The length of the record with this identity.</summary>
    public static int Measure(NmsecDialect dialect, ReadOnlySpan<char> remoteIdentity)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.Sections.IpFilter.Length, RecordWriter.TextLength(remoteIdentity)]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in IpFilterSection filter, ReadOnlySpan<char> remoteIdentity)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var layout = dialect.Sections.IpFilter;
        ReadOnlySpan<int> lengths = [layout.Length, RecordWriter.TextLength(remoteIdentity)];
        var length = RecordWriter.Measure(dialect, lengths);
        var record = new RecordWriter(dialect, output.GetSpan(length)[..length], lengths);
        record.Write(0, layout, in filter);
        record.Write(1, remoteIdentity);
        output.Advance(length);
        return length;
    }
}
