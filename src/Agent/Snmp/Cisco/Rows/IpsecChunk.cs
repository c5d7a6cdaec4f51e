using MyIkev2.Agent.Snmp.Views;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// Rows of cipSecTunnelTable that follow each other, with the rows of the tables that hang on it, which are made at their
/// first use. Immutable.
/// </summary>
internal sealed class IpsecChunk
{
    private readonly CiscoOptions _options;
    private EndPointRow[]? _endPoints;
    private SpiRow[]? _spis;

    private IpsecChunk(IpsecRow[] rows, CiscoOptions options)
    {
        Rows = rows;
        _options = options;
    }

    /// <summary>The rows.</summary>
    internal IpsecRow[] Rows { get; }

    /// <summary>Rows of cipSecEndPtTable.</summary>
    internal EndPointRow[] EndPoints => Volatile.Read(ref _endPoints) ?? FirstUse.Keep(ref _endPoints, BuildEndPoints());

    /// <summary>Rows of cipSecSpiTable.</summary>
    internal SpiRow[] Spis => Volatile.Read(ref _spis) ?? FirstUse.Keep(ref _spis, BuildSpis());

    /// <summary>Puts rows in order.</summary>
    internal static IpsecChunk Of(IEnumerable<IpsecRow> rows, CiscoOptions options)
    {
        var sorted = rows.ToArray();
        Array.Sort(sorted, static (one, other) => one.Index.CompareTo(other.Index));
        return new IpsecChunk(sorted, options);
    }

    /// <summary>
    /// Chunks as they come from vpns in order, in the order of cipSecTunIndex. Children are numbered in the order of the
    /// configuration, so nearly all are in order already, and their chunks are kept; a child that was configured later has
    /// a number among those of other vpns, and only the chunks where such rows leave or go are made anew.
    /// </summary>
    internal static List<IpsecChunk> Join(IEnumerable<IpsecChunk> chunks, CiscoOptions options)
    {
        var kept = new List<IpsecChunk>();
        var strays = new List<IpsecRow>();
        var limit = uint.MaxValue;
        foreach (var chunk in chunks.Reverse())
        {
            var rows = chunk.Rows;
            var length = rows.Length;
            while (length > 0 && rows[length - 1].Index >= limit)
            {
                strays.Add(rows[--length]);
            }

            if (length > 0)
            {
                kept.Add(length == rows.Length ? chunk : new IpsecChunk(rows[..length], options));
                limit = rows[0].Index;
            }
        }

        kept.Reverse();
        return strays.Count == 0 ? kept : Insert(kept, strays, options);
    }

    private static List<IpsecChunk> Insert(List<IpsecChunk> chunks, List<IpsecRow> strays, CiscoOptions options)
    {
        strays.Sort(static (one, other) => one.Index.CompareTo(other.Index));
        if (chunks.Count == 0)
        {
            return [Of(strays, options)];
        }

        var next = 0;
        for (var i = 0; i < chunks.Count; i++)
        {
            var limit = i + 1 < chunks.Count ? chunks[i + 1].Rows[0].Index : uint.MaxValue;
            var first = next;
            while (next < strays.Count && strays[next].Index < limit)
            {
                next++;
            }

            if (next > first)
            {
                chunks[i] = Of(chunks[i].Rows.Concat(strays.GetRange(first, next - first)), options);
            }
        }

        return chunks;
    }

    private EndPointRow[] BuildEndPoints()
    {
        var rows = new List<EndPointRow>(Rows.Length);
        foreach (var row in Rows)
        {
            uint last = 0;
            foreach (var child in row.Children)
            {
                if (child.Current is { } pair && ChildRow.IsInstalled(pair))
                {
                    last = EndPointRow.AddTo(rows, row.Index, last, pair, _options.Ipv6EndPoints);
                }
            }
        }

        return [.. rows];
    }

    private SpiRow[] BuildSpis()
    {
        var rows = new List<SpiRow>(Rows.Length * 2);
        var own = new List<SpiRow>(2);
        foreach (var row in Rows)
        {
            own.Clear();
            foreach (var child in row.Children)
            {
                foreach (var pair in child.ListedPairs)
                {
                    SpiRow.AddTo(own, row.Index, pair);
                }
            }

            own.Sort(static (one, other) => one.Index.CompareTo(other.Index));
            rows.AddRange(own);
        }

        return [.. rows];
    }
}
