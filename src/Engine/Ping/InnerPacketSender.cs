using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Ping;

/// <summary>Sends through the shard's own packet path. What that leaves as notices is handled at the end of the turn.</summary>
internal sealed class InnerPacketSender(ShardServices services) : IInnerPacketSender
{
    public void SendInner(ReadOnlySpan<byte> packet) => services.Packets?.HandleInner(services.Now, packet);
}
