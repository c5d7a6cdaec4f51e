using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IPTUNMANUAL: a manual tunnel and its traffic.</summary>
public sealed class ManualTunnelRecord
{
    /// <summary>Attributes of the tunnel.</summary>
    public required IpTunnelSection Tunnel { get; init; }

    /// <summary>Its traffic.</summary>
    public required ManualTunnelSection Traffic { get; init; }

    /// <summary>Reads a record.</summary>
    public static ManualTunnelRecord Read(RecordReader record) => new()
    {
        Tunnel = record.Structure(0, record.Dialect.Sections.IpTunnel),
        Traffic = record.Structure(1, record.Dialect.Sections.ManualTunnel),
    };

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.Sections.IpTunnel.Length, dialect.Sections.ManualTunnel.Length]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(NmsecDialect dialect, IBufferWriter<byte> output, in IpTunnelSection tunnel, in ManualTunnelSection traffic)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var sections = dialect.Sections;
        ReadOnlySpan<int> lengths = [sections.IpTunnel.Length, sections.ManualTunnel.Length];
        var length = RecordWriter.Measure(dialect, lengths);
        var record = new RecordWriter(dialect, output.GetSpan(length)[..length], lengths);
        record.Write(0, sections.IpTunnel, in tunnel);
        record.Write(1, sections.ManualTunnel, in traffic);
        output.Advance(length);
        return length;
    }
}
