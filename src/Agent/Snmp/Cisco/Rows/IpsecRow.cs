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
    /// <summary>What its pairs have counted, present and past.</summary>
    internal IpsecCounterReading ReadTotal() => Child is null ? Vpn.ReadTotal() : Child.ReadTotal();

    /// <summary>How many SAs it has in use, each direction counted.</summary>
    internal uint CountSas(CiscoRows rows)
    {
        var count = 0;
        foreach (var pair in rows.PairsOf(this))
        {
            count += SpiRow.CountOf(pair);
        }

        return (uint)count;
    }

    /// <summary>How many SAs it had that were replaced or have ended, each direction counted.</summary>
    internal ulong CountGoneSas(CiscoRows rows)
    {
        var count = 2 * (Child?.PastPairs ?? Vpn.PastPairs);
        foreach (var pair in rows.PairsOf(this))
        {
            count += (ulong)SpiRow.CountGone(pair);
        }

        return count;
    }
}
