using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;
using static MyIkev2.NmsecProtocol.Sections.RecordWriter;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IPTUNDYNIKE: a dynamic tunnel as IKE knows it.</summary>
public sealed class DynamicTunnelIkeRecord
{
    /// <summary>What it has in common with manual tunnels.</summary>
    public required IpTunnelSection Tunnel { get; init; }

    /// <summary>What it has in common with the stack's view.</summary>
    public required DynamicTunnelSection Dynamic { get; init; }

    /// <summary>What IKE knows.</summary>
    public required DynamicTunnelIkeSection Ike { get; init; }

    /// <summary>The local client identity as text.</summary>
    public string LocalClientIdentity { get; init; } = string.Empty;

    /// <summary>The remote client identity as text.</summary>
    public string RemoteClientIdentity { get; init; } = string.Empty;

    /// <summary>Reads a record.</summary>
    public static DynamicTunnelIkeRecord Read(RecordReader record) => new()
    {
        Tunnel = record.Structure(0, record.Dialect.Sections.IpTunnel),
        Dynamic = record.Structure(1, record.Dialect.Sections.DynamicTunnel),
        Ike = record.Structure(2, record.Dialect.Sections.DynamicTunnelIke),
        LocalClientIdentity = record.Text(3),
        RemoteClientIdentity = record.Text(4),
    };

    /// <summary>The length of the record with these identities.</summary>
    public static int Measure(NmsecDialect dialect, ReadOnlySpan<char> localClientIdentity, ReadOnlySpan<char> remoteClientIdentity)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var sections = dialect.Sections;
        return RecordWriter.Measure(
            dialect,
            [
                sections.IpTunnel.Length, sections.DynamicTunnel.Length, sections.DynamicTunnelIke.Length,
                TextLength(localClientIdentity), TextLength(remoteClientIdentity),
            ]);
    }

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(
        NmsecDialect dialect,
        IBufferWriter<byte> output,
        in IpTunnelSection tunnel,
        in DynamicTunnelSection dynamic,
        in DynamicTunnelIkeSection ike,
        ReadOnlySpan<char> localClientIdentity,
        ReadOnlySpan<char> remoteClientIdentity)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(output);
        var sections = dialect.Sections;
        ReadOnlySpan<int> lengths =
        [
            sections.IpTunnel.Length, sections.DynamicTunnel.Length, sections.DynamicTunnelIke.Length,
            TextLength(localClientIdentity), TextLength(remoteClientIdentity),
        ];
        var length = RecordWriter.Measure(dialect, lengths);
        var record = new RecordWriter(dialect, output.GetSpan(length)[..length], lengths);
        record.Write(0, sections.IpTunnel, in tunnel);
        record.Write(1, sections.DynamicTunnel, in dynamic);
        record.Write(2, sections.DynamicTunnelIke, in ike);
        record.Write(3, localClientIdentity);
        record.Write(4, remoteClientIdentity);
        output.Advance(length);
        return length;
    }
}
