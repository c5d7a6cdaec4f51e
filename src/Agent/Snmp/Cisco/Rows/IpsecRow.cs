using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// A row of cipSecTunnelTable: a child of a vpn that is up, or all children of the vpn together.
/// </summary>
/// <param name="Index">cipSecTunIndex.</param>
/// <param name="Vpn">The vpn; it has a row in cikeTunnelTable.</param>
/// <param name="Child">The child that the row stands for; null for all of them.</param>
/// <param name="Pair">The installed pair whose facts are shown.</param>
internal readonly record struct IpsecRow(uint Index, VpnRow Vpn, ChildRow? Child, IpsecTunnelSnapshot Pair)
{
    /// <summary>Sum of what its pairs have counted, present and past.</summary>
    internal ulong Sum(SnmpView view, IpsecCounterCells cells) => Child is null ? Vpn.Sum(view, cells) : Child.Sum(view, cells);

    /// <summary>The children that it stands for.</summary>
    internal IReadOnlyList<ChildRow> Children => Child is null ? Vpn.Children : [Child];

    /// <summary>Its rekeys.</summary>
    internal ulong ReadRekeys(SnmpView view) => Sum(child => child.ReadRekeys(view));

    /// <summary>How many SAs it has in use, each direction counted.</summary>
    internal uint CountSas() => (uint)Sum(static child => SumPairs(child, SpiRow.CountOf));

    /// <summary>How many SAs it had that were replaced or have ended, each direction counted.</summary>
    internal ulong CountGoneSas(SnmpView view) =>
        (2 * (Child?.ReadPastPairs(view) ?? Vpn.ReadPastPairs(view))) + Sum(static child => SumPairs(child, SpiRow.CountGone));

    private static ulong SumPairs(ChildRow child, Func<IpsecTunnelSnapshot, int> measure)
    {
        var sum = 0;
        foreach (var pair in child.ListedPairs)
        {
            sum += measure(pair);
        }

        return (ulong)sum;
    }

    private ulong Sum(Func<ChildRow, ulong> measure)
    {
        if (Child is not null)
        {
            return measure(Child);
        }

        ulong sum = 0;
        var children = Vpn.Children;
        for (var i = 0; i < children.Count; i++)
        {
            sum += measure(children[i]);
        }

        return sum;
    }
}
