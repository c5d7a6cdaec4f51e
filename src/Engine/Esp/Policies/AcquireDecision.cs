namespace MyIkev2.Engine.Esp;

/// <summary>What a packet without an SA leads to. It is held in either case.</summary>
internal enum AcquireDecision
{
    /// <summary>Ask the IKE side for an SA.</summary>
    Raise,

    /// <summary>It was asked for already, or asking failed a moment ago.</summary>
    Coalesced,
}
