using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The reading side of an NMsec client: one record as a server might send it in answer to any request.</summary>
public static class NmsecRecordTarget
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static FuzzTarget Target { get; } = new(
        "nmsec-record", "a record is refused, or what any request reads in it is written and read to the same bytes again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (RecordReader.TryOpen(Dialect, input, out _).IsError)
        {
            return;
        }

        foreach (RecordRow row in RecordCatalog.Rows)
        {
            byte[] first = Rewrite(row.Request, input);
            byte[] second = Rewrite(row.Request, first);
            FuzzFailureException.Require(first.AsSpan().SequenceEqual(second), $"a record of {row.RequestName} does not survive writing and reading");
        }
    }

    private static byte[] Rewrite(NmsecMessageType request, ReadOnlySpan<byte> bytes)
    {
        FuzzFailureException.Require(
            !RecordReader.TryOpen(Dialect, bytes, out RecordReader record).IsError, "a record that was read cannot be written");
        var output = new ArrayBufferWriter<byte>();
        switch (request)
        {
            case NmsecMessageType.GetStackInfo:
                StackRecord.Write(Dialect, output, StackRecord.Read(record).Stack);
                break;
            case NmsecMessageType.GetSummary:
                SummaryRecord.Write(Dialect, output, SummaryRecord.Read(record).Summary);
                break;
            case NmsecMessageType.GetCurrentFilters or NmsecMessageType.GetDefaultFilters or NmsecMessageType.GetPolicyFilters:
                var filter = IpFilterRecord.Read(record);
                IpFilterRecord.Write(Dialect, output, filter.Filter, filter.RemoteIdentity);
                break;
            case NmsecMessageType.GetPortTranslations:
                PortTranslationRecord.Write(Dialect, output, PortTranslationRecord.Read(record).Translation);
                break;
            case NmsecMessageType.GetManualTunnels:
                var manual = ManualTunnelRecord.Read(record);
                _ = $"{manual.Tunnel.TunnelId}{manual.Tunnel.LocalAddress}{manual.Tunnel.RemoteAddress}";
                ManualTunnelRecord.Write(Dialect, output, manual.Tunnel, manual.Traffic);
                break;
            case NmsecMessageType.GetDynamicTunnelsIke:
                Write(output, DynamicTunnelIkeRecord.Read(record));
                break;
            case NmsecMessageType.GetDynamicTunnelsStack:
                var stack = DynamicTunnelStackRecord.Read(record);
                DynamicTunnelStackRecord.Write(Dialect, output, stack.Tunnel, stack.Dynamic, stack.Stack);
                break;
            case NmsecMessageType.GetIkeTunnels:
                var ike = IkeTunnelRecord.Read(record);
                _ = $"{ike.Tunnel.TunnelId}{ike.Tunnel.LocalEndpoint}{ike.Tunnel.RemoteEndpoint}";
                IkeTunnelRecord.Write(Dialect, output, ike.Tunnel, ike.Statistics, ike.LocalIdentity, ike.RemoteIdentity);
                break;
            case NmsecMessageType.GetIkeTunnelsCascade:
                Write(output, IkeTunnelCascadeRecord.Read(record));
                break;
            case NmsecMessageType.GetInterfaces:
                var section = InterfaceRecord.Read(record).Interface;
                _ = section.Address.ToString();
                InterfaceRecord.Write(Dialect, output, section);
                break;
            case NmsecMessageType.GetNssInfo:
                NssRecord.Write(Dialect, output, NssRecord.Read(record).Service);
                break;
            case NmsecMessageType.GetClientInfo:
                NssClientRecord.Write(Dialect, output, NssClientRecord.Read(record).Client);
                break;
            default:
                TunnelControlRecord.Write(Dialect, output, TunnelControlRecord.Read(record).Tunnel);
                break;
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, DynamicTunnelIkeRecord record) => DynamicTunnelIkeRecord.Write(
        Dialect, output, record.Tunnel, record.Dynamic, record.Ike, record.LocalClientIdentity, record.RemoteClientIdentity);

    private static void Write(ArrayBufferWriter<byte> output, IkeTunnelCascadeRecord record)
    {
        long length = record.DynamicTunnels.Sum(
            tunnel => (long)DynamicTunnelIkeRecord.Measure(Dialect, tunnel.LocalClientIdentity, tunnel.RemoteClientIdentity));
        IkeTunnelCascadeRecord.Write(
            Dialect,
            output,
            record.IkeTunnel.Tunnel,
            record.IkeTunnel.Statistics,
            record.IkeTunnel.LocalIdentity,
            record.IkeTunnel.RemoteIdentity,
            new RecordContainer((uint)length, (uint)record.DynamicTunnels.Count, record.DynamicTunnelTotal));
        foreach (DynamicTunnelIkeRecord tunnel in record.DynamicTunnels)
        {
            Write(output, tunnel);
        }
    }
}
