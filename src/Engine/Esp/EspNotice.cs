namespace MyIkev2.Engine.Esp;

/// <summary>What the packet path has to tell the IKE side.</summary>
internal enum EspNoticeKind
{
    /// <summary>A packet met a policy that has no SA yet.</summary>
    Acquire,

    /// <summary>The first packet came in: the peer uses the pair.</summary>
    FirstReceived,

    /// <summary>The pair should be rekeyed: bytes, packets, or sequence numbers run out.</summary>
    SoftLimit,

    /// <summary>The pair must not be used any more.</summary>
    HardLimit,

    /// <summary>An authentic packet came from another address or port (RFC 7296 section 2.23).</summary>
    PeerMoved,
}

/// <summary>One notice.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Pair">The pair it is about; null for an acquire.</param>
/// <param name="Entry">The policy entry of an acquire.</param>
/// <param name="Path">Where the packet came from, for <see cref="EspNoticeKind.PeerMoved"/>.</param>
internal readonly record struct EspNotice(EspNoticeKind Kind, SaPair? Pair, PolicyEntry? Entry, NetworkPath Path);
