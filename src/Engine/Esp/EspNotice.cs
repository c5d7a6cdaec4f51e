using MyIkev2.Registry;

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

    /// <summary>A packet of the pair was dropped.</summary>
    Dropped,

    /// <summary>A packet has an SPI that nobody here knows.</summary>
    UnknownSpi,
}

/// <summary>One notice.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Pair">The pair it is about; null for an acquire.</param>
/// <param name="Entry">The policy entry of an acquire.</param>
/// <param name="Path">Where the packet came from, for the kinds that are about a packet of the peer.</param>
internal readonly record struct EspNotice(EspNoticeKind Kind, SaPair? Pair, PolicyEntry? Entry, NetworkPath Path)
{
    /// <summary>The SPI of an unknown SA.</summary>
    public uint Spi { get; init; }

    /// <summary>Why the packet was dropped.</summary>
    public EspDrop Drop { get; init; }
}

/// <summary>Why a packet of a pair was dropped.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Text">The same in words.</param>
/// <param name="Source">Source of the inner packet; none where that is not known or not the matter.</param>
/// <param name="Destination">Destination of the inner packet.</param>
internal readonly record struct EspDrop(FailureCause Cause, string Text, IpAddress Source = default, IpAddress Destination = default);
