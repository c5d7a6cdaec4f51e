using MyIkev2.Agent.Snmp.Cisco.Rows;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>Some hundred vpns that follow each other in the order of their index, with the rows that hang on them. Immutable.</summary>
internal sealed class RowChunk
{
    /// <summary>A chunk that grows past this is split.</summary>
    internal const int Capacity = 256;

    internal RowChunk(VpnRow[] vpns)
    {
        Vpns = vpns;
        int ikeSas = 0, children = 0;
        foreach (var vpn in vpns)
        {
            ikeSas += vpn.IkeSas.Count;
            children += vpn.Children.Count;
            Configured += vpn.IsDynamic ? 0 : 1;
            Up += vpn.Status == VpnStatus.Up ? 1 : 0;
            Down += vpn.IsEnabled && vpn.Status != VpnStatus.Up ? 1 : 0;
        }

        IkeSas = new IkeSaEntry[ikeSas];
        Children = new ChildRow[children];
        (ikeSas, children) = (0, 0);
        foreach (var vpn in vpns)
        {
            for (var i = 0; i < vpn.IkeSas.Count; i++)
            {
                IkeSas[ikeSas++] = vpn.IkeSas[i];
            }

            for (var i = 0; i < vpn.Children.Count; i++)
            {
                Children[children++] = vpn.Children[i];
            }
        }
    }

    internal VpnRow[] Vpns { get; }

    internal IkeSaEntry[] IkeSas { get; }

    internal ChildRow[] Children { get; }

    /// <summary>What the Cisco layout has made of this chunk; made at its first use.</summary>
    internal CiscoChunk? Cisco { get; set; }

    internal int Configured { get; }

    internal int Up { get; }

    internal int Down { get; }

    /// <summary>Chunks of rows that are in order, filled to three quarters, so that a few more do not split each.</summary>
    internal static List<RowChunk> Split(IReadOnlyList<VpnRow> rows)
    {
        const int size = Capacity * 3 / 4;
        var chunks = new List<RowChunk>((rows.Count / size) + 1);
        for (var start = 0; start < rows.Count; start += size)
        {
            var part = new VpnRow[Math.Min(size, rows.Count - start)];
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = rows[start + i];
            }

            chunks.Add(new RowChunk(part));
        }

        return chunks;
    }

    /// <summary>
    /// The chunks with some rows replaced, added or (where the new row is null) taken out; chunks without a change are kept.
    /// </summary>
    /// <param name="chunks">Chunks in order.</param>
    /// <param name="changes">By rising index.</param>
    internal static List<RowChunk> Apply(IReadOnlyList<RowChunk> chunks, IReadOnlyList<(uint Index, VpnRow? Row)> changes)
    {
        var result = new List<RowChunk>(chunks.Count + 1);
        var next = 0;
        for (var i = 0; i < chunks.Count; i++)
        {
            // What is below the next chunk's first belongs to this one.
            var limit = i + 1 < chunks.Count ? chunks[i + 1].Vpns[0].Index : uint.MaxValue;
            var first = next;
            while (next < changes.Count && changes[next].Index < limit)
            {
                next++;
            }

            if (first == next)
            {
                result.Add(chunks[i]);
                continue;
            }

            var rows = Merge(chunks[i].Vpns, changes, first, next);
            if (rows.Count > Capacity)
            {
                result.AddRange(Split(rows));
            }
            else if (rows.Count > 0)
            {
                // Rows that stay among many that went must not leave a chunk each.
                if (result.Count > 0 && result[^1].Vpns.Length + rows.Count <= Capacity / 2)
                {
                    rows.InsertRange(0, result[^1].Vpns);
                    result.RemoveAt(result.Count - 1);
                }

                result.Add(new RowChunk([.. rows]));
            }
        }

        if (chunks.Count == 0)
        {
            result.AddRange(Split([.. changes.Where(static change => change.Row is not null).Select(static change => change.Row!)]));
        }

        return result;
    }

    private static List<VpnRow> Merge(VpnRow[] rows, IReadOnlyList<(uint Index, VpnRow? Row)> changes, int first, int end)
    {
        var merged = new List<VpnRow>(rows.Length + end - first);
        var old = 0;
        for (var i = first; i < end; i++)
        {
            while (old < rows.Length && rows[old].Index < changes[i].Index)
            {
                merged.Add(rows[old++]);
            }

            old += old < rows.Length && rows[old].Index == changes[i].Index ? 1 : 0;
            if (changes[i].Row is { } row)
            {
                merged.Add(row);
            }
        }

        merged.AddRange(rows.AsSpan(old));
        return merged;
    }
}
