using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime;

/// <summary>Says which shard protects a packet of the local host. Used by one shard's thread.</summary>
internal sealed class InnerPacketRouter(ShardId self)
{
    /// <summary>The shard with the best policy for the packet; the own one when no other has an SA for it.</summary>
    public ShardId OwnerOf(ReadOnlySpan<byte> packet) => self;
}
