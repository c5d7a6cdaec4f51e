using System.Buffers;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The reading side of an NMsec client: one record as a server might send it.</summary>
public static class NmsecRecordTarget
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static FuzzTarget Target { get; } = new(
        "nmsec-record", "a record is refused, or its IKE tunnel survives writing and reading again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (RecordReader.TryOpen(Dialect, input, out RecordReader record).IsError)
        {
            return;
        }

        IkeTunnelRecord first = IkeTunnelRecord.Read(record);
        var output = new ArrayBufferWriter<byte>();
        IkeTunnelRecord.Write(Dialect, output, first.Tunnel, first.Statistics, first.LocalIdentity, first.RemoteIdentity);
        FuzzFailureException.Require(
            !RecordReader.TryOpen(Dialect, output.WrittenSpan, out RecordReader again).IsError, "a record that was read cannot be written");
        IkeTunnelRecord second = IkeTunnelRecord.Read(again);
        FuzzFailureException.Require(
            Same(first.Tunnel, second.Tunnel) && Same(first.Statistics, second.Statistics)
                && first.LocalIdentity == second.LocalIdentity && first.RemoteIdentity == second.RemoteIdentity,
            "a record does not survive writing and reading");
        _ = $"{second.Tunnel.TunnelId}{second.Tunnel.LocalEndpoint}{second.Tunnel.RemoteEndpoint}";
    }

    private static bool Same<TStructure>(TStructure first, TStructure second)
        where TStructure : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<TStructure>(in first)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<TStructure>(in second)));
}
