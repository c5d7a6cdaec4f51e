namespace MyIkev2.Engine.Ping;

/// <summary>Takes an IP packet of the engine's own the way that packets of the local host go: through the policies into a tunnel.</summary>
internal interface IInnerPacketSender
{
    /// <summary>Sends, holds or drops the packet as the policies say. The span is not kept.</summary>
    void SendInner(ReadOnlySpan<byte> packet);
}
