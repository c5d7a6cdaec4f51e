using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// Says which shard has to take a packet of the local host: the one with the SA that the policies lead to, or for a policy without an SA the home
/// of its vpn, which will negotiate it. Reads the shards' published policy tables; any thread, no lock.
/// </summary>
public sealed class InnerPacketRouting(IReadOnlyList<IkeShard> shards, ShardMap map)
{
    /// <summary>The owner of a packet that <paramref name="reader"/> got; the reader itself where nobody else has anything to do with it.</summary>
    public ShardId OwnerOf(ShardId reader, ReadOnlySpan<byte> packet)
    {
        if (shards.Count == 1 || !InnerPacket.TryParse(packet, out var inner))
        {
            return reader;
        }

        // All shards have the configured policies; the entries of SAs differ.
        var owner = reader;
        PolicyEntry? best = null;
        for (var i = 0; i < shards.Count; i++)
        {
            var shard = shards[(reader.Value + i) % shards.Count];
            if (shard.Services.Packets?.Policies.Table.Find(inner) is { } entry && (best is null || IsBetter(entry, best)))
            {
                (best, owner) = (entry, shard.Context.Id);
            }
        }

        return best is { Sa: null, Manual: null, Action: PolicyAction.Esp or PolicyAction.Ah } ? map.HomeOf(best.VpnName) : owner;
    }

    /// <summary>Within one security policy the entry with an SA; else the order of the policies.</summary>
    private static bool IsBetter(PolicyEntry entry, PolicyEntry than) =>
        entry.VpnName == than.VpnName && entry.Policy.Name == than.Policy.Name && entry.Sa is null != than.Sa is null
            ? entry.Sa is not null
            : entry.Order < than.Order;
}
