using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IKETUN: an IKE tunnel, its statistics and both identities.</summary>
public sealed class IkeTunnelRecord
{
    /// <summary>Attributes of the tunnel.</summary>
    public required IkeTunnelSection Tunnel { get; init; }

    /// <summary>Counters of the tunnel.</summary>
    public required IkeTunnelStatisticsSection Statistics { get; init; }

    /// <summary>The local identity as text: addresses in printable form, a key ID as hexadecimal digits.</summary>
    public string LocalIdentity { get; init; } = string.Empty;

    /// <summary>The remote identity as text.</summary>
    public string RemoteIdentity { get; init; } = string.Empty;

    /// <summary>Reads a record.</summary>
    public static IkeTunnelRecord Read(RecordReader record) => new()
    {
        Tunnel = record.Structure<IkeTunnelSection>(0),
        Statistics = record.Structure<IkeTunnelStatisticsSection>(1),
        LocalIdentity = record.Text(2),
        RemoteIdentity = record.Text(3),
    };

    /// <summary>The length of the record with these identities.</summary>
    public static int Measure(NmsecDialect dialect, ReadOnlySpan<char> localIdentity, ReadOnlySpan<char> remoteIdentity)
        => IkeTunnelCascadeRecord.Measure(dialect, localIdentity, remoteIdentity, default);

    /// <summary>Writes a record straight into <paramref name="output"/> and returns its length.</summary>
    public static int Write(
        NmsecDialect dialect,
        IBufferWriter<byte> output,
        in IkeTunnelSection tunnel,
        in IkeTunnelStatisticsSection statistics,
        ReadOnlySpan<char> localIdentity,
        ReadOnlySpan<char> remoteIdentity)
        => IkeTunnelCascadeRecord.Write(dialect, output, in tunnel, in statistics, localIdentity, remoteIdentity, default);
}
