using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2ShardTable: health of the engine, a row for each shard, index { myikev2ShardIndex }, from 1.</summary>
internal sealed class ShardTable(ObjectIdentifier root)
    : MibTable<SnmpView, ShardTable.Row>(root.Append(MibRoot.Objects, 11, 1), Columns)
{
    internal readonly record struct Row(SnmpView View, ShardView Shard)
    {
        internal ShardHealthReading Health => Shard.Health.Read();
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2Shard")
        .Gauge32(2, "IkeSas", static row => (uint)row.Shard.Tunnels.Count)
        .Gauge32(3, "InboxLength", static row => (uint)Math.Max(0, row.Health.InboxLength))
        .Counter64(4, "InboxDrops", static row => row.Health.InboxDrops)
        .Counter64(5, "Turns", static row => row.Health.Turns)
        .Counter64(6, "BusyMicros", static row => row.Health.BusyMicroseconds)
        .Counter64(7, "SlowTurns", static row => row.Health.SlowTurns)
        .Gauge32(8, "JobsPending", static row => (uint)row.Health.JobsPending)
        .Gauge32(9, "ViewAge", static row => (uint)Math.Clamp((row.View.Registry.AsOf - row.Shard.AsOf).TotalMilliseconds, 0, uint.MaxValue))
        .Counter64(10, "ViewVersion", static row => row.Shard.Version);

    protected override int CountRows(SnmpView view) => view.Registry.Shards.Count;

    protected override Row GetRow(SnmpView view, int position) => new(view, view.Registry.Shards[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = (uint)position + 1;
        return 1;
    }
}
