using System.Collections.Immutable;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Stands for one state of what has ended, over all shards: two views that hold the same one agree on the past of every vpn.
/// </summary>
internal sealed class EndedState
{
    private readonly ImmutableDictionary<VpnKey, VpnPast>[] _shards;

    internal EndedState(RegistryView view)
    {
        _shards = [.. view.Shards.Select(static shard => shard.Ended)];
        Nothing = new PastOfVpn(this, VpnPast.None);
    }

    /// <summary>The past of every vpn that has none.</summary>
    internal PastOfVpn Nothing { get; }

    /// <summary>The past of a vpn.</summary>
    internal PastOfVpn Find(RegistryView view, VpnKey vpn) =>
        view.Past(vpn) is var past && ReferenceEquals(past, VpnPast.None) ? Nothing : new PastOfVpn(this, past);

    internal bool IsOf(RegistryView view)
    {
        if (_shards.Length != view.Shards.Count)
        {
            return false;
        }

        for (var i = 0; i < _shards.Length; i++)
        {
            if (!ReferenceEquals(_shards[i], view.Shards[i].Ended))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What stays of a vpn's tunnels that are gone, in one state of what has ended. Immutable.</summary>
internal sealed class PastOfVpn(EndedState ended, VpnPast past)
{
    internal EndedState Ended { get; } = ended;

    internal VpnPast Past { get; } = past;

    /// <summary>Their traffic by policy; null where there is none.</summary>
    internal IReadOnlyList<PastTraffic>? Traffic { get; } = past.Traffic.Count > 0 ? past.Traffic : null;
}
