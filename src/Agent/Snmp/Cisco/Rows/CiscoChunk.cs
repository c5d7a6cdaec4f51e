using MyIkev2.Agent.Snmp.Views;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// The rows that one <see cref="RowChunk"/> gives. Two states of the tunnels share the chunks in which nothing has changed,
/// and with them these rows. Immutable.
/// </summary>
internal sealed class CiscoChunk
{
    private CiscoChunk(VpnRow[] ike, int active, IpsecChunk ipsec)
    {
        Ike = ike;
        ActiveIke = active;
        Ipsec = ipsec;
    }

    /// <summary>Rows of cikeTunnelTable.</summary>
    internal VpnRow[] Ike { get; }

    /// <summary>How many of them are up.</summary>
    internal int ActiveIke { get; }

    /// <summary>Rows of cipSecTunnelTable.</summary>
    internal IpsecChunk Ipsec { get; }

    /// <summary>Chooses the rows.</summary>
    internal static CiscoChunk Build(RowChunk chunk, CiscoOptions options, CiscoIndexes indexes)
    {
        var ike = new List<VpnRow>(chunk.Vpns.Length);
        var ipsec = new List<IpsecRow>(chunk.Children.Length);
        var active = 0;
        foreach (var vpn in chunk.Vpns)
        {
            if (vpn.HasIkeSa)
            {
                active++;
                ike.Add(vpn);
                AddChildren(ipsec, vpn, options, indexes);
            }
            else if (options.KeepDownRows && CiscoVpn.IsExpected(vpn))
            {
                ike.Add(vpn);
            }
        }

        return new CiscoChunk([.. ike], active, IpsecChunk.Of(ipsec, options));
    }

    private static void AddChildren(List<IpsecRow> ipsec, VpnRow vpn, CiscoOptions options, CiscoIndexes indexes)
    {
        var children = vpn.Children;
        for (var i = 0; i < children.Count; i++)
        {
            if (children[i].Current is not { } pair || !ChildRow.IsInstalled(pair))
            {
                continue;
            }

            ipsec.Add(new IpsecRow(indexes.OfChild(vpn, children[i]), vpn, options.RowPerPeer ? null : children[i], pair));
            if (options.RowPerPeer)
            {
                return;
            }
        }
    }
}
