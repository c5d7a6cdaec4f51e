namespace MyIkev2.Engine.Mobility;

/// <summary>What MOBIKE (RFC 4555) keeps of a tunnel whose two sides support it. The generations of the tunnel share it.</summary>
/// <param name="isOriginalInitiator">This side started the first IKE SA of the tunnel: it decides which addresses are used (section 3.5).</param>
internal sealed class MobilityState(bool isOriginalInitiator)
{
    public bool IsOriginalInitiator { get; } = isOriginalInitiator;

    /// <summary>Further addresses of the peer, as it said last.</summary>
    public ValueList<IpAddress> PeerAddresses { get; set; } = [];

    /// <summary>Further addresses of ours, as the peer was told last.</summary>
    public ValueList<IpAddress> Told { get; set; } = [];

    /// <summary>
    /// The digest of our address as the peer saw it in the last answer, and the SPIs that are in it: when it changes, a NAT has changed its mapping (section
    /// 3.8). Null while none is known.
    /// </summary>
    public (ulong InitiatorSpi, ReadOnlyMemory<byte> Digest)? SeenAs { get; set; }

    /// <summary>Paths that the peer has refused (UNACCEPTABLE_ADDRESSES) since the last change of either side's addresses.</summary>
    public List<NetworkPath> Refused { get; } = [];
}
