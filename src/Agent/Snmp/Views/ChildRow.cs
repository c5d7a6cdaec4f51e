using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// A child of a vpn: a security policy with the Child SA pair that serves it now. Filled while <see cref="TunnelRows"/>
/// is built and never changed afterwards.
/// </summary>
public sealed class ChildRow
{
    private PastTraffic? _past;
    private Link? _pairs;

    internal ChildRow(uint vpnIndex, uint index, string name)
    {
        VpnIndex = vpnIndex;
        Index = index;
        Name = name;
    }

    /// <summary>myikev2VpnIndex.</summary>
    public uint VpnIndex { get; }

    /// <summary>myikev2ChildIndex.</summary>
    public uint Index { get; }

    /// <summary>Name of the security policy.</summary>
    public string Name { get; }

    /// <summary>The pair that carries its traffic, or is on the way to; null while there is none.</summary>
    public IpsecTunnelSnapshot? Current { get; private set; }

    /// <summary>Pairs installed now.</summary>
    public int Pairs { get; private set; }

    /// <summary>Rekeys of its pairs, over reconnects.</summary>
    public ulong Rekeys { get; private set; }

    /// <summary>Pairs that are gone, over rekeys and reconnects.</summary>
    public ulong PastPairs => _past?.Pairs ?? 0;

    /// <summary>What the pairs of this child have counted, present and past, over rekeys and reconnects.</summary>
    public IpsecCounterReading ReadTotal()
    {
        var total = _past?.Counters ?? default;
        for (var link = _pairs; link is not null; link = link.Next)
        {
            total += link.Pair.Counters.Read();
        }

        return total;
    }

    /// <summary>All its pairs that are listed, also those on their way out; the newest first.</summary>
    internal Link? ListedPairs => _pairs;

    /// <summary>Takes in what pairs that are gone have counted.</summary>
    internal void Count(PastTraffic past)
    {
        _past = _past is null ? past : _past.Plus(past);
        Rekeys += past.Rekeys;
    }

    internal static bool IsInstalled(IpsecTunnelSnapshot pair) => pair.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying;

    /// <summary>Pairs come oldest first, so of equals the later is the one to show.</summary>
    internal void Count(IpsecTunnelSnapshot pair)
    {
        Rekeys += pair.InstalledAt is not null && Replaces(pair) ? 1u : 0;
        _pairs = new Link(pair, _pairs);
        Pairs += IsInstalled(pair) ? 1 : 0;
        if (Current is null || Rank(pair.State) >= Rank(Current.State))
        {
            Current = pair;
        }
    }

    /// <summary>A pair is listed until its traffic is folded into the past, and there its rekey is counted too.</summary>
    private bool Replaces(IpsecTunnelSnapshot pair)
    {
        for (var link = _pairs; link is not null; link = link.Next)
        {
            if (link.Pair.Id == pair.Id && link.Pair.Generation < pair.Generation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A pair with those before it.</summary>
    internal sealed record Link(IpsecTunnelSnapshot Pair, Link? Next);

    private static int Rank(IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => 3,
        IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => 2,
        IpsecTunnelState.Routed => 1,
        _ => 0,
    };
}
