namespace MyIkev2.Engine.Esp;

/// <summary>Sees inner packets that came out of a tunnel before the local host gets them.</summary>
internal interface IInnerPacketTap
{
    /// <summary>True when the packet was for the tap: the host does not get it.</summary>
    bool TryTake(EngineInstant now, ReadOnlySpan<byte> innerPacket, in InnerPacket inner);
}
