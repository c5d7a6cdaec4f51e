using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IPTUNDYNSTACK: a dynamic tunnel as the stack knows it.</summary>
public sealed class DynamicTunnelStackRecord
{
    /// <summary>What it has in common with manual tunnels.</summary>
    public required IpTunnelSection Tunnel { get; init; }

    /// <summary>What it has in common with IKE's view.</summary>
    public required DynamicTunnelSection Dynamic { get; init; }

    /// <summary>What the stack knows.</summary>
    public required DynamicTunnelStackSection Stack { get; init; }

    /// <summary>Reads a record.</summary>
    public static DynamicTunnelStackRecord Read(RecordReader record) => new()
    {
        Tunnel = record.Structure(0, record.Dialect.Sections.IpTunnel),
        Dynamic = record.Structure(1, record.Dialect.Sections.DynamicTunnel),
        Stack = record.Structure(2, record.Dialect.Sections.DynamicTunnelStack),
    };

    /// <summary>The length of the record.</summary>
    public static int Measure(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var sections = dialect.Sections;
        return RecordWriter.Measure(
            dialect, [sections.IpTunnel.Length, sections.DynamicTunnel.Length, sections.DynamicTunnelStack.Length]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(
        NmsecDialect dialect,
        IBufferWriter<byte> output,
        in IpTunnelSection tunnel,
        in DynamicTunnelSection dynamic,
        in DynamicTunnelStackSection stack)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var sections = dialect.Sections;
        ReadOnlySpan<int> lengths = [sections.IpTunnel.Length, sections.DynamicTunnel.Length, sections.DynamicTunnelStack.Length];
        var length = RecordWriter.Measure(dialect, lengths);
        var record = new RecordWriter(dialect, output.GetSpan(length)[..length], lengths);
        record.Write(0, sections.IpTunnel, in tunnel);
        record.Write(1, sections.DynamicTunnel, in dynamic);
        record.Write(2, sections.DynamicTunnelStack, in stack);
        output.Advance(length);
        return length;
    }
}
