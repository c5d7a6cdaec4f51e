using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>A row of cipSecSpiTable: one SA, in one direction.</summary>
/// <param name="TunnelIndex">cipSecTunIndex.</param>
/// <param name="Index">cipSecSpiIndex.</param>
/// <param name="Pair">The pair that it is one of.</param>
/// <param name="IsInbound">Which of the two.</param>
internal readonly record struct SpiRow(uint TunnelIndex, uint Index, IpsecTunnelSnapshot Pair, bool IsInbound)
{
    /// <summary>The SPI.</summary>
    internal uint Spi => IsInbound ? Pair.SpiIn : Pair.SpiOut;

    /// <summary>Whether it has been replaced, or its end has begun.</summary>
    internal bool IsExpiring => !ChildRow.IsInstalled(Pair);

    /// <summary>How many SAs of the pair are in use: both, only the inbound one that waits for late packets, or none.</summary>
    internal static int CountOf(IpsecTunnelSnapshot pair) => pair.State switch
    {
        IpsecTunnelState.Installed or IpsecTunnelState.Rekeying or IpsecTunnelState.Rekeyed or IpsecTunnelState.Deleting => 2,
        IpsecTunnelState.Deleted => 1,
        _ => 0,
    };

    /// <summary>How many SAs of the pair have been in use and are no longer.</summary>
    internal static int CountGone(IpsecTunnelSnapshot pair) => pair.State switch
    {
        IpsecTunnelState.Deleted => 1,
        IpsecTunnelState.Expired => 2,
        _ => 0,
    };

    /// <summary>Adds the SAs of a pair.</summary>
    internal static void AddTo(List<SpiRow> rows, uint tunnelIndex, IpsecTunnelSnapshot pair)
    {
        var inbound = CiscoIndexes.OfInboundSa(pair.UniqueId);
        var count = CountOf(pair);
        if (count > 0)
        {
            rows.Add(new SpiRow(tunnelIndex, inbound, pair, IsInbound: true));
        }

        if (count > 1)
        {
            rows.Add(new SpiRow(tunnelIndex, inbound + 1, pair, IsInbound: false));
        }
    }
}
