using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// A row of cikePeerTable: a pair of peers, told apart by number when several vpns are between the same two. Index: type,
/// length and octets of either name, and the number.
/// </summary>
internal sealed class PeerRow : IComparable<PeerRow>
{
    /// <summary>Most numbers of the index.</summary>
    internal const int MaximumIndex = (2 * (2 + CiscoPeerNames.MaximumIndex)) + 1;

    private readonly byte[] _names;

    internal PeerRow(VpnRow vpn, CiscoOptions options)
    {
        Vpn = vpn;
        Span<byte> names = stackalloc byte[MaximumIndex - 1];
        var length = Put(vpn.LocalIdentity, vpn.LocalAddress, options, names);
        length += Put(vpn.RemoteIdentity, vpn.RemoteAddress, options, names[length..]);
        _names = names[..length].ToArray();
    }

    /// <summary>The vpn.</summary>
    internal VpnRow Vpn { get; }

    /// <summary>cikePeerIntIndex.</summary>
    internal uint Number { get; private set; }

    /// <inheritdoc/>
    public int CompareTo(PeerRow? other)
    {
        var order = _names.AsSpan().SequenceCompareTo(other!._names);
        return order != 0 ? order : Vpn.Index.CompareTo(other.Vpn.Index);
    }

    /// <summary>The rows in the order of their index, numbered.</summary>
    internal static PeerRow[] Build(RowList<VpnRow> vpns, CiscoOptions options)
    {
        PeerRow[] rows = [.. vpns.Select(vpn => new PeerRow(vpn, options))];
        Array.Sort(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            var isSamePair = i > 0 && rows[i]._names.AsSpan().SequenceEqual(rows[i - 1]._names);
            rows[i].Number = isSamePair ? rows[i - 1].Number + 1 : 1;
        }

        return rows;
    }

    /// <summary>Writes the index.</summary>
    internal int CopyIndex(Span<uint> index)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            index[i] = _names[i];
        }

        index[_names.Length] = Number;
        return _names.Length + 1;
    }

    private static int Put(IdentityInfo identity, System.Net.IPAddress? address, CiscoOptions options, Span<byte> target)
    {
        var length = CiscoPeerNames.CopyIndex(identity, address, options, target[2..]);
        target[0] = (byte)CiscoPeerNames.TypeOf(identity, options);
        target[1] = (byte)length;
        return length + 2;
    }
}

/// <summary>A row of cikePeerCorrTable: one of the children between two peers.</summary>
/// <param name="Peer">The peers.</param>
/// <param name="Number">cikePeerCorrSeqNum.</param>
/// <param name="TunnelIndex">cipSecTunIndex.</param>
internal readonly record struct PeerLink(PeerRow Peer, uint Number, uint TunnelIndex);
