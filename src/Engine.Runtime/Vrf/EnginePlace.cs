using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>Where an engine runs, and what it numbers its things by.</summary>
/// <param name="Vrf">The VRF that it serves.</param>
/// <param name="Namespace">The VRF's network namespace; null = the process's own. Owned by whoever made the engine.</param>
/// <param name="Tunnel">Its tunnel device.</param>
/// <param name="Leftovers">What predecessors left.</param>
/// <param name="Map">Its shards.</param>
/// <param name="FirstShard">Number of the first of them in the registry.</param>
internal sealed record EnginePlace(string Vrf, NetworkNamespace? Namespace, TunnelOptions Tunnel, Leftovers Leftovers, ShardMap Map, int FirstShard)
{
    /// <summary>Runs something short where sockets are to be opened (see <see cref="NetworkNamespace.Run"/>).</summary>
    public T Run<T>(Func<T> action) => Namespace is { } space ? space.Run(action) : action();
}
