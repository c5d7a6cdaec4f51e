using System.Buffers;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>The records of NMsec_GET_IKETUN. Makes nothing but the bytes.</summary>
internal sealed class IkeTunnelRecords(NmsecDialect dialect) : IRecordMaker<IkeTunnelSnapshot>
{
    public int Measure(in IkeTunnelSnapshot item)
    {
        Span<char> local = stackalloc char[IdentityMapper.ScratchLength];
        Span<char> remote = stackalloc char[IdentityMapper.ScratchLength];
        return IkeTunnelRecord.Measure(
            dialect, IdentityMapper.Text(item.LocalIdentity, local), IdentityMapper.Text(item.RemoteIdentity, remote));
    }

    public int Write(IBufferWriter<byte> output, in IkeTunnelSnapshot item)
    {
        Span<char> local = stackalloc char[IdentityMapper.ScratchLength];
        Span<char> remote = stackalloc char[IdentityMapper.ScratchLength];
        return IkeTunnelRecord.Write(
            dialect,
            output,
            IkeTunnelMapper.Tunnel(item),
            IkeTunnelMapper.Statistics(item),
            IdentityMapper.Text(item.LocalIdentity, local),
            IdentityMapper.Text(item.RemoteIdentity, remote));
    }
}
