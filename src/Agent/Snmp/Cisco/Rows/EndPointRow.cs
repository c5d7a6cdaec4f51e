using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>A row of cipSecEndPtTable: one local with one remote selector.</summary>
/// <param name="TunnelIndex">cipSecTunIndex.</param>
/// <param name="Index">cipSecEndPtIndex.</param>
/// <param name="Local">Selector of this side.</param>
/// <param name="Remote">Selector of the peer's side.</param>
internal readonly record struct EndPointRow(uint TunnelIndex, uint Index, SelectorInfo Local, SelectorInfo Remote)
{
    /// <summary>Adds the pairs of selectors of one pair of SAs, numbered on from <paramref name="last"/>; gives the last number.</summary>
    internal static uint AddTo(List<EndPointRow> rows, uint tunnelIndex, uint last, IpsecTunnelSnapshot pair, bool withIpv6)
    {
        for (var i = 0; i < pair.LocalSelectors.Count; i++)
        {
            for (var j = 0; j < pair.RemoteSelectors.Count && last < CiscoIndexes.MaximumEndPoints; j++)
            {
                var (local, remote) = (pair.LocalSelectors[i], pair.RemoteSelectors[j]);

                // A packet is of one family: pairs across families select nothing.
                if (local.IsIpv6 == remote.IsIpv6 && (withIpv6 || !local.IsIpv6))
                {
                    rows.Add(new EndPointRow(tunnelIndex, ++last, local, remote));
                }
            }
        }

        return last;
    }
}
