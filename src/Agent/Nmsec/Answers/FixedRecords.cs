using System.Buffers;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>The records of NMsec_GET_STACKINFO.</summary>
internal sealed class StackRecords(NmsecDialect dialect) : IRecordMaker<StackInfo>
{
    public int Measure(in StackInfo item) => StackRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in StackInfo item) => StackRecord.Write(dialect, output, StackMapper.Stack(item));
}

/// <summary>The records of NMsec_GET_IKENSINFO.</summary>
internal sealed class NetworkSecurityRecords(NmsecDialect dialect) : IRecordMaker<StackInfo>
{
    public int Measure(in StackInfo item) => NssRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in StackInfo item) => NssRecord.Write(dialect, output, StackMapper.NetworkSecurity(item));
}

/// <summary>The record of NMsec_GET_SUMMARY.</summary>
internal sealed class SummaryRecords(NmsecDialect dialect) : IRecordMaker<SummarySection>
{
    public int Measure(in SummarySection item) => SummaryRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in SummarySection item) => SummaryRecord.Write(dialect, output, item);
}

/// <summary>The records of NMsec_GET_IPINTERFACES.</summary>
internal sealed class InterfaceRecords(NmsecDialect dialect) : IRecordMaker<InterfaceInfo>
{
    public int Measure(in InterfaceInfo item) => InterfaceRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in InterfaceInfo item) => InterfaceRecord.Write(dialect, output, StackMapper.Interface(item));
}

/// <summary>The records of NMsec_GET_IPTUNMANUAL.</summary>
internal sealed class ManualTunnelRecords(NmsecDialect dialect) : IRecordMaker<ManualTunnelSnapshot>
{
    public int Measure(in ManualTunnelSnapshot item) => ManualTunnelRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in ManualTunnelSnapshot item)
        => ManualTunnelRecord.Write(dialect, output, IpTunnelMapper.Tunnel(item), IpTunnelMapper.Traffic(item));
}

/// <summary>The records of the three requests for IP filters.</summary>
internal sealed class FilterRecordMaker(NmsecDialect dialect) : IRecordMaker<DirectedFilter>
{
    public int Measure(in DirectedFilter item)
    {
        Span<char> scratch = stackalloc char[IdentityMapper.ScratchLength];
        return IpFilterRecord.Measure(dialect, IdentityMapper.Text(item.RemoteIdentity, scratch));
    }

    public int Write(IBufferWriter<byte> output, in DirectedFilter item)
    {
        Span<char> scratch = stackalloc char[IdentityMapper.ScratchLength];
        return IpFilterRecord.Write(dialect, output, FilterMapper.Filter(item), IdentityMapper.Text(item.RemoteIdentity, scratch));
    }
}

/// <summary>The records of an answer to a control request: those of the request, with what became of each.</summary>
internal sealed class ControlRecords(NmsecDialect dialect) : IRecordMaker<TunnelControlSection>
{
    public int Measure(in TunnelControlSection item) => TunnelControlRecord.Measure(dialect);

    public int Write(IBufferWriter<byte> output, in TunnelControlSection item) => TunnelControlRecord.Write(dialect, output, item);
}
