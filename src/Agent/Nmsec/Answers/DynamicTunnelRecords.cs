using System.Buffers;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>The records of NMsec_GET_IPTUNDYNIKE, and those inside the records of NMsec_GET_IKETUNCASCADE.</summary>
internal sealed class DynamicTunnelIkeRecords(NmsecDialect dialect) : IRecordMaker<DynamicTunnel>
{
    public int Measure(in DynamicTunnel item)
    {
        Span<char> local = stackalloc char[SelectorMapper.ScratchLength];
        Span<char> remote = stackalloc char[SelectorMapper.ScratchLength];
        return DynamicTunnelIkeRecord.Measure(
            dialect, SelectorMapper.Text(item.Child.LocalSelectors, local), SelectorMapper.Text(item.Child.RemoteSelectors, remote));
    }

    public int Write(IBufferWriter<byte> output, in DynamicTunnel item)
    {
        Span<char> local = stackalloc char[SelectorMapper.ScratchLength];
        Span<char> remote = stackalloc char[SelectorMapper.ScratchLength];
        return DynamicTunnelIkeRecord.Write(
            dialect,
            output,
            DynamicTunnelMapper.Tunnel(item, IpTunnelType.Ike),
            DynamicTunnelMapper.Dynamic(item),
            DynamicTunnelMapper.Ike(item),
            SelectorMapper.Text(item.Child.LocalSelectors, local),
            SelectorMapper.Text(item.Child.RemoteSelectors, remote));
    }
}

/// <summary>The records of NMsec_GET_IPTUNDYNSTACK.</summary>
internal sealed class DynamicTunnelStackRecords(NmsecDialect dialect) : IRecordMaker<DynamicTunnel>
{
    private readonly int _length = DynamicTunnelStackRecord.Measure(dialect);

    public int Measure(in DynamicTunnel item) => _length;

    public int Write(IBufferWriter<byte> output, in DynamicTunnel item) => DynamicTunnelStackRecord.Write(
        dialect,
        output,
        DynamicTunnelMapper.Tunnel(item, IpTunnelType.Stack),
        DynamicTunnelMapper.Dynamic(item),
        DynamicTunnelMapper.Stack(item));
}
