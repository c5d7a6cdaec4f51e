namespace MyIkev2.Registry;

/// <summary>Live counters of an IKE tunnel. Written by the owning shard only; they continue over rekeys.</summary>
public sealed class IkeTunnelCounters
{
    /// <summary>IKE messages received.</summary>
    public Counter InMessages;

    /// <summary>IKE messages sent, retransmissions included.</summary>
    public Counter OutMessages;

    /// <summary>Octets of IKE messages received.</summary>
    public Counter InOctets;

    /// <summary>Octets of IKE messages sent.</summary>
    public Counter OutOctets;

    /// <summary>Requests sent again that negotiate the IKE SA: IKE_SA_INIT, IKE_AUTH and its rekeys.</summary>
    public Counter InitialRetransmits;

    /// <summary>Repeated messages received that negotiate the IKE SA.</summary>
    public Counter InitialReplays;

    /// <summary>Requests of CREATE_CHILD_SA sent again that negotiate a Child SA.</summary>
    public Counter ChildRetransmits;

    /// <summary>Repeated messages of CREATE_CHILD_SA received that negotiate a Child SA.</summary>
    public Counter ChildReplays;

    /// <summary>Child SAs set up on our request.</summary>
    public Counter ChildrenCreatedLocal;

    /// <summary>Child SAs set up on the peer's request.</summary>
    public Counter ChildrenCreatedRemote;

    /// <summary>Child SA requests of ours that failed.</summary>
    public Counter ChildrenFailedLocal;

    /// <summary>Child SA requests of the peer that failed.</summary>
    public Counter ChildrenFailedRemote;

    /// <summary>IKE SA rekeys done.</summary>
    public Counter IkeRekeys;

    /// <summary>Child SA rekeys done.</summary>
    public Counter ChildRekeys;

    /// <summary>Rekeys of either kind that failed.</summary>
    public Counter RekeyFailures;

    /// <summary>Reauthentications done.</summary>
    public Counter Reauthentications;

    /// <summary>Liveness checks sent.</summary>
    public Counter DpdProbes;

    /// <summary>Answers to liveness checks.</summary>
    public Counter DpdReplies;

    /// <summary>Messages dropped because their integrity check failed.</summary>
    public Counter BadIntegrity;

    /// <summary>Messages dropped because they did not parse.</summary>
    public Counter Malformed;

    /// <summary>When the last authenticated message came, Unix milliseconds; 0 for never.</summary>
    public Counter LastReceivedUnixMilliseconds;

    /// <summary>When the last liveness check was sent, Unix milliseconds; 0 for never.</summary>
    public Counter LastDpdUnixMilliseconds;

    /// <summary>Gauge: round trip of the last exchange answered without retransmission.</summary>
    public Counter RoundTripMicroseconds;

    private byte _activity;

    /// <summary>What the SA is busy with; set by the owning shard.</summary>
    public IkeTunnelActivity Activity
    {
        get => (IkeTunnelActivity)Volatile.Read(ref _activity);
        set => Volatile.Write(ref _activity, (byte)value);
    }

    /// <summary>Captures every counter. Each value is exact; together they are not one instant.</summary>
    public IkeCounterReading Read() => new()
    {
        InMessages = InMessages.Value,
        OutMessages = OutMessages.Value,
        InOctets = InOctets.Value,
        OutOctets = OutOctets.Value,
        InitialRetransmits = InitialRetransmits.Value,
        InitialReplays = InitialReplays.Value,
        ChildRetransmits = ChildRetransmits.Value,
        ChildReplays = ChildReplays.Value,
        ChildrenCreatedLocal = ChildrenCreatedLocal.Value,
        ChildrenCreatedRemote = ChildrenCreatedRemote.Value,
        ChildrenFailedLocal = ChildrenFailedLocal.Value,
        ChildrenFailedRemote = ChildrenFailedRemote.Value,
        IkeRekeys = IkeRekeys.Value,
        ChildRekeys = ChildRekeys.Value,
        RekeyFailures = RekeyFailures.Value,
        Reauthentications = Reauthentications.Value,
        DpdProbes = DpdProbes.Value,
        DpdReplies = DpdReplies.Value,
        BadIntegrity = BadIntegrity.Value,
        Malformed = Malformed.Value,
        LastReceivedUnixMilliseconds = LastReceivedUnixMilliseconds.Value,
        LastDpdUnixMilliseconds = LastDpdUnixMilliseconds.Value,
        RoundTripMicroseconds = RoundTripMicroseconds.Value,
        Activity = Activity,
    };
}
