using System.Collections.Immutable;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Stands for one state of what has ended, over all shards: two views that hold the same one agree on the past of every vpn.
/// </summary>
internal sealed class EndedState
{
    private readonly ImmutableDictionary<VpnKey, VpnPast>[] _shards;

    internal EndedState(RegistryView view) => _shards = [.. view.Shards.Select(static shard => shard.Ended)];

    internal bool IsOf(RegistryView view)
    {
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
