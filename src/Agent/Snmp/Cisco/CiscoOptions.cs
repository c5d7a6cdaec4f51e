namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>
/// How CISCO-IPSEC-FLOW-MONITOR-MIB is served, the one MIB that pollers of all makes read about IPsec. It lies at
/// 1.3.6.1.4.1.9.9.171; whether somebody sees it is a matter of his view. Section <c>Snmp:Cisco</c> of the configuration.
/// </summary>
public sealed class CiscoOptions
{
    /// <summary>False leaves the MIB out.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// A configured vpn that is switched on and down keeps its row in cikeTunnelTable, with status destroy(2). The module
    /// wants such a row gone; with the row, pollers can raise an alarm.
    /// </summary>
    public bool KeepDownRows { get; set; }

    /// <summary>
    /// <c>child</c>: a row of cipSecTunnelTable for each security policy that has a Child SA. <c>peer</c>: one for each
    /// vpn, with the sums over its policies, for pollers that keep one graph per peer.
    /// </summary>
    public string Phase2Rows { get; set; } = PerChild;

    /// <summary>
    /// What names a peer: its <c>address</c>, which is what pollers expect and never long, or its <c>identity</c> of
    /// IKE_AUTH.
    /// </summary>
    public string PeerIdentity { get; set; } = ByAddress;

    /// <summary>
    /// Algorithms that the module has no number for (AES, SHA-2, groups above 2) show the nearest one that it has, instead
    /// of 1000 + the IANA number. Wrong, but some managers refuse unknown numbers.
    /// </summary>
    public bool EnumStrict { get; set; }

    /// <summary>False leaves IPv6 selectors out of cipSecEndPtTable: some pollers take every address for four octets.</summary>
    public bool Ipv6EndPoints { get; set; } = true;

    internal const string PerChild = "child";
    internal const string PerPeer = "peer";
    internal const string ByAddress = "address";
    internal const string ByIdentity = "identity";

    internal bool RowPerPeer => Phase2Rows.Equals(PerPeer, StringComparison.OrdinalIgnoreCase);

    internal bool ShowsIdentities => PeerIdentity.Equals(ByIdentity, StringComparison.OrdinalIgnoreCase);
}
