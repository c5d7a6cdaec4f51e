using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Sections;
using static MyIkev2.NmsecProtocol.Sections.RecordWriter;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One record of NMsec_GET_IKETUNCASCADE: an IKE tunnel with its dynamic tunnels inside.</summary>
/// <remarks>
/// The record is written in the order of its bytes, so that an IKE tunnel with any number of dynamic tunnels takes the
/// memory of one: <see cref="Write"/> first, told how many bytes and records come, then
/// <see cref="DynamicTunnelIkeRecord.Write"/> for each.
/// </remarks>
public sealed class IkeTunnelCascadeRecord
{
    /// <summary>The IKE tunnel.</summary>
    public required IkeTunnelRecord IkeTunnel { get; init; }

    /// <summary>Its dynamic tunnels that are in the record.</summary>
    public required IReadOnlyList<DynamicTunnelIkeRecord> DynamicTunnels { get; init; }

    /// <summary>How many dynamic tunnels it has.</summary>
    public uint DynamicTunnelTotal { get; init; }

    /// <summary>Reads a record.</summary>
    public static IkeTunnelCascadeRecord Read(RecordReader record)
    {
        var tunnels = new List<DynamicTunnelIkeRecord>();
        foreach (var tunnel in record.Cascaded)
        {
            tunnels.Add(DynamicTunnelIkeRecord.Read(tunnel));
        }

        return new IkeTunnelCascadeRecord
        {
            IkeTunnel = IkeTunnelRecord.Read(record),
            DynamicTunnels = tunnels,
            DynamicTunnelTotal = record.Cascade.Container.Total,
        };
    }

    /// <summary>The length of the record's own part: without the dynamic tunnels that <paramref name="dynamicTunnels"/> counts.</summary>
    public static int Measure(
        NmsecDialect dialect, ReadOnlySpan<char> localIdentity, ReadOnlySpan<char> remoteIdentity, RecordContainer dynamicTunnels)
        => RecordWriter.Measure(
            dialect,
            [IkeTunnelSection.Size, IkeTunnelStatisticsSection.Size, TextLength(localIdentity), TextLength(remoteIdentity)],
            dynamicTunnels);

    /// <summary>
    /// Writes the record's own part and returns its length. Records of dynamic tunnels, of exactly the number and length
    /// that <paramref name="dynamicTunnels"/> says, must follow at once.
    /// </summary>
    public static int Write(
        NmsecDialect dialect,
        IBufferWriter<byte> output,
        in IkeTunnelSection tunnel,
        in IkeTunnelStatisticsSection statistics,
        ReadOnlySpan<char> localIdentity,
        ReadOnlySpan<char> remoteIdentity,
        RecordContainer dynamicTunnels)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<int> lengths =
            [IkeTunnelSection.Size, IkeTunnelStatisticsSection.Size, TextLength(localIdentity), TextLength(remoteIdentity)];
        var length = RecordWriter.Measure(dialect, lengths, dynamicTunnels);
        var record = new RecordWriter(dialect, output.GetSpan(length)[..length], lengths, dynamicTunnels);
        record.Write(0, in tunnel);
        record.Write(1, in statistics);
        record.Write(2, localIdentity);
        record.Write(3, remoteIdentity);
        output.Advance(length);
        return length;
    }
}
