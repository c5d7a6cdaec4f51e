using System.Buffers;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>The outer part of an NMsec_GET_IKETUNCASCADE record, and how long the whole is.</summary>
internal sealed class CascadeRecords(NmsecDialect dialect)
{
    /// <summary>The records inside.</summary>
    public DynamicTunnelIkeRecords DynamicTunnels { get; } = new(dialect);

    /// <summary>The length of the record with everything inside.</summary>
    public int Measure(IkeTunnelSnapshot item)
    {
        var container = Container(item);
        Span<char> local = stackalloc char[IdentityMapper.ScratchLength];
        Span<char> remote = stackalloc char[IdentityMapper.ScratchLength];
        return checked((int)container.Length) + IkeTunnelCascadeRecord.Measure(
            dialect, IdentityMapper.Text(item.LocalIdentity, local), IdentityMapper.Text(item.RemoteIdentity, remote), container);
    }

    /// <summary>Writes the outer part.</summary>
    public int Write(IBufferWriter<byte> output, IkeTunnelSnapshot item)
    {
        Span<char> local = stackalloc char[IdentityMapper.ScratchLength];
        Span<char> remote = stackalloc char[IdentityMapper.ScratchLength];
        return IkeTunnelCascadeRecord.Write(
            dialect,
            output,
            IkeTunnelMapper.Tunnel(item),
            IkeTunnelMapper.Statistics(item),
            IdentityMapper.Text(item.LocalIdentity, local),
            IdentityMapper.Text(item.RemoteIdentity, remote),
            Container(item));
    }

    private RecordContainer Container(IkeTunnelSnapshot item)
    {
        var length = 0u;
        for (var i = 0; i < item.Children.Count; i++)
        {
            length += (uint)DynamicTunnels.Measure(new DynamicTunnel(item, item.Children[i]));
        }

        return new RecordContainer(length, (uint)item.Children.Count, (uint)item.Children.Count);
    }
}

/// <summary>An answer to NMsec_GET_IKETUNCASCADE: also an IKE tunnel with thousands of dynamic tunnels is written one by one.</summary>
internal sealed class CascadeStream : RecordSource
{
    private readonly CascadeRecords _records;
    private readonly IEnumerator<IkeTunnelSnapshot> _tunnels;
    private int _childrenLeft;

    /// <summary>Counts and measures the selection by walking it once.</summary>
    public CascadeStream(ISelection<IkeTunnelSnapshot> selection, CascadeRecords records, uint total)
    {
        foreach (var tunnel in selection.Enumerate())
        {
            Count++;
            Length += (uint)records.Measure(tunnel);
        }

        Total = total;
        _records = records;
        _tunnels = selection.Enumerate().GetEnumerator();
    }

    /// <summary>For tunnels whose sums are known.</summary>
    public CascadeStream(IEnumerable<IkeTunnelSnapshot> tunnels, CascadeRecords records, uint count, ulong length)
    {
        (Count, Length, Total) = (count, length, count);
        _records = records;
        _tunnels = tunnels.GetEnumerator();
    }

    public override uint Count { get; }

    public override ulong Length { get; }

    public override uint Total { get; }

    public override int WriteNext(IBufferWriter<byte> output)
    {
        if (_childrenLeft > 0)
        {
            // The newest first, as everywhere.
            var tunnel = _tunnels.Current;
            return _records.DynamicTunnels.Write(output, new DynamicTunnel(tunnel, tunnel.Children[--_childrenLeft]));
        }

        if (!_tunnels.MoveNext())
        {
            return 0;
        }

        _childrenLeft = _tunnels.Current.Children.Count;
        return _records.Write(output, _tunnels.Current);
    }
}
