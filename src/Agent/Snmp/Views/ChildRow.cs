using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// A child of a vpn: a security policy with the Child SA pair that serves it now. Filled while <see cref="TunnelRows"/>
/// is built and never changed afterwards.
/// </summary>
public sealed class ChildRow
{
    private PastTraffic? _past;
    private Link? _counters;

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

    /// <summary>Pairs that are gone, over rekeys and reconnects.</summary>
    public ulong PastPairs => _past?.Pairs ?? 0;

    /// <summary>What the pairs of this child have counted, present and past, over rekeys and reconnects.</summary>
    public IpsecCounterReading ReadTotal()
    {
        var total = _past?.Counters ?? default;
        for (var link = _counters; link is not null; link = link.Next)
        {
            total += link.Counters.Read();
        }

        return total;
    }

    /// <summary>Takes in what pairs that are gone have counted.</summary>
    internal void Count(PastTraffic past) =>
        _past = _past is null ? past : new PastTraffic(Name, _past.Pairs + past.Pairs, _past.Counters + past.Counters);

    internal static bool IsInstalled(IpsecTunnelSnapshot pair) => pair.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying;

    /// <summary>Pairs come oldest first, so of equals the later is the one to show.</summary>
    internal void Count(IpsecTunnelSnapshot pair)
    {
        _counters = new Link(pair.Counters, _counters);
        Pairs += IsInstalled(pair) ? 1 : 0;
        if (Current is null || Rank(pair.State) >= Rank(Current.State))
        {
            Current = pair;
        }
    }

    private sealed record Link(IpsecTunnelCounters Counters, Link? Next);

    private static int Rank(IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => 3,
        IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => 2,
        IpsecTunnelState.Routed => 1,
        _ => 0,
    };
}
