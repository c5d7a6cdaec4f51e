using MyIkev2.Agent.Snmp.Views;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// The rows of the module's tables of live tunnels, made from <see cref="TunnelRows"/>, so that they agree with those of
/// MYIKEV2-MIB: the same numbers, the same state of the registry. A child has a row only if its vpn has one. Immutable; what
/// has not changed since the last state is shared with it, and what hardly anybody reads is made at its first use.
/// </summary>
internal sealed class CiscoRows
{
    private readonly List<IpsecChunk> _ipsec;
    private RowList<EndPointRow>? _endPoints;
    private RowList<SpiRow>? _spis;

    private CiscoRows(CiscoOptions options, RowList<VpnRow> ike, int active, List<IpsecChunk> ipsec)
    {
        Options = options;
        Ike = ike;
        ActiveIke = active;
        _ipsec = ipsec;
        Ipsec = new RowList<IpsecRow>([.. ipsec.Select(static chunk => chunk.Rows)]);
    }

    /// <summary>How the module is served.</summary>
    internal CiscoOptions Options { get; }

    /// <summary>Rows of cikeTunnelTable.</summary>
    internal RowList<VpnRow> Ike { get; }

    /// <summary>How many of them are up.</summary>
    internal int ActiveIke { get; }

    /// <summary>Rows of cipSecTunnelTable.</summary>
    internal RowList<IpsecRow> Ipsec { get; }

    /// <summary>The peers of these rows, where they are those of one VRF; sorted at their first use.</summary>
    internal CiscoPeers? Peers { get; set; }

    /// <summary>Rows of cipSecEndPtTable.</summary>
    internal RowList<EndPointRow> EndPoints => Volatile.Read(ref _endPoints)
        ?? FirstUse.Keep(ref _endPoints, new RowList<EndPointRow>([.. _ipsec.Select(static chunk => chunk.EndPoints)]));

    /// <summary>Rows of cipSecSpiTable.</summary>
    internal RowList<SpiRow> Spis => Volatile.Read(ref _spis)
        ?? FirstUse.Keep(ref _spis, new RowList<SpiRow>([.. _ipsec.Select(static chunk => chunk.Spis)]));

    /// <summary>Chooses and sorts the rows.</summary>
    internal static CiscoRows Build(TunnelRows rows, CiscoOptions options, CiscoIndexes indexes)
    {
        var chunks = rows.Chunks.Select(chunk => chunk.Cisco ??= CiscoChunk.Build(chunk, options, indexes)).ToArray();
        return new CiscoRows(
            options,
            new RowList<VpnRow>([.. chunks.Select(static chunk => chunk.Ike)]),
            chunks.Sum(static chunk => chunk.ActiveIke),
            IpsecChunk.Join(chunks.Select(static chunk => chunk.Ipsec), options));
    }
}
