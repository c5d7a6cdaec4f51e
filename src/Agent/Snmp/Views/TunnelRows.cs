using System.Collections.Concurrent;
using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>An IKE SA.</summary>
/// <param name="VpnIndex">myikev2VpnIndex.</param>
/// <param name="Snapshot">The SA.</param>
public readonly record struct IkeSaEntry(uint VpnIndex, IkeTunnelSnapshot Snapshot);

/// <summary>
/// The rows of the tunnel tables of one registry view, each list in the order of its index. Immutable once built; used by
/// every request that meets the same view. <see cref="TunnelRowBuilder"/> makes them.
/// </summary>
public sealed class TunnelRows
{
    private readonly ConcurrentDictionary<VrfScope, TunnelRows> _byScope = new();

    internal TunnelRows(IReadOnlyList<RowChunk> chunks, RowList<NameEntry> names, IReadOnlySet<VpnKey> templates, DateTimeOffset? lastRowChange)
    {
        Templates = templates;
        Chunks = chunks;
        Vpns = new RowList<VpnRow>([.. chunks.Select(static chunk => chunk.Vpns)]);
        IkeSas = new RowList<IkeSaEntry>([.. chunks.Select(static chunk => chunk.IkeSas)]);
        Children = new RowList<ChildRow>([.. chunks.Select(static chunk => chunk.Children)]);
        Names = names;
        LastRowChange = lastRowChange;
        foreach (var chunk in chunks)
        {
            Configured += chunk.Configured;
            Up += chunk.Up;
            Down += chunk.Down;
        }
    }

    /// <summary>Rows of myikev2VpnTable.</summary>
    public RowList<VpnRow> Vpns { get; }

    /// <summary>Rows of myikev2IkeSaTable.</summary>
    public RowList<IkeSaEntry> IkeSas { get; }

    /// <summary>Rows of myikev2ChildTable.</summary>
    public RowList<ChildRow> Children { get; }

    /// <summary>Rows of myikev2VpnNameTable.</summary>
    public RowList<NameEntry> Names { get; }

    /// <summary>The parts that other states of the tunnels may share.</summary>
    internal IReadOnlyList<RowChunk> Chunks { get; }

    /// <summary>Vpns that accept any peer: their tunnels are rows of their own.</summary>
    internal IReadOnlySet<VpnKey> Templates { get; }

    /// <summary>What the Cisco layout has made of these rows; made at its first use.</summary>
    internal CiscoRows? Cisco;

    /// <summary>When a row of myikev2VpnTable came or went last; null if none has since the first were made.</summary>
    public DateTimeOffset? LastRowChange { get; }

    /// <summary>Vpns that are configured.</summary>
    public int Configured { get; }

    /// <summary>Vpns that are up.</summary>
    public int Up { get; }

    /// <summary>Vpns that are switched on and not up.</summary>
    public int Down { get; }

    /// <summary>The row of a vpn, or null; logarithmic.</summary>
    public VpnRow? Find(uint vpnIndex)
    {
        int low = 0, high = Vpns.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var row = Vpns[middle];
            if (row.Index == vpnIndex)
            {
                return row;
            }

            if (row.Index < vpnIndex)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return null;
    }

    /// <summary>The rows that a context shows. Chosen at first use, then kept with these rows.</summary>
    internal TunnelRows Within(VrfScope scope) => scope.ShowsAll ? this : _byScope.GetOrAdd(scope, static (some, all) => all.Choose(some), this);

    private TunnelRows Choose(VrfScope scope)
    {
        var rows = new List<VpnRow>();
        var names = new NameIndex();
        foreach (var row in Vpns)
        {
            if (scope.Shows(row.Vrf))
            {
                rows.Add(row);
                names.Add(row.Name, row.Index);
            }
        }

        names.Settle();
        return new TunnelRows(RowChunk.Split(rows), names.List, Templates, LastRowChange);
    }

    /// <summary>The rows of one view, made from nothing.</summary>
    public static TunnelRows Build(RegistryView view, IMibNumbers numbers) => new TunnelRowBuilder(numbers).Update(view);
}
