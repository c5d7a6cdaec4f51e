namespace MyIkev2.Registry;

/// <summary>Counters of an IKE tunnel, captured.</summary>
public readonly record struct IkeCounterReading
{
    /// <summary>IKE messages received.</summary>
    public ulong InMessages { get; init; }

    /// <summary>IKE messages sent, retransmissions included.</summary>
    public ulong OutMessages { get; init; }

    /// <summary>Octets of IKE messages received.</summary>
    public ulong InOctets { get; init; }

    /// <summary>Octets of IKE messages sent.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>Requests sent again that negotiate the IKE SA: IKE_SA_INIT, IKE_AUTH and its rekeys.</summary>
    public ulong InitialRetransmits { get; init; }

    /// <summary>Repeated messages received that negotiate the IKE SA.</summary>
    public ulong InitialReplays { get; init; }

    /// <summary>Requests of CREATE_CHILD_SA sent again that negotiate a Child SA.</summary>
    public ulong ChildRetransmits { get; init; }

    /// <summary>Repeated messages of CREATE_CHILD_SA received that negotiate a Child SA.</summary>
    public ulong ChildReplays { get; init; }

    /// <summary>Child SAs set up on our request.</summary>
    public ulong ChildrenCreatedLocal { get; init; }

    /// <summary>Child SAs set up on the peer's request.</summary>
    public ulong ChildrenCreatedRemote { get; init; }

    /// <summary>Child SA requests of ours that failed.</summary>
    public ulong ChildrenFailedLocal { get; init; }

    /// <summary>Child SA requests of the peer that failed.</summary>
    public ulong ChildrenFailedRemote { get; init; }

    /// <summary>IKE SA rekeys done.</summary>
    public ulong IkeRekeys { get; init; }

    /// <summary>Child SA rekeys done.</summary>
    public ulong ChildRekeys { get; init; }

    /// <summary>Rekeys of either kind that failed.</summary>
    public ulong RekeyFailures { get; init; }

    /// <summary>Reauthentications done.</summary>
    public ulong Reauthentications { get; init; }

    /// <summary>Liveness checks sent.</summary>
    public ulong DpdProbes { get; init; }

    /// <summary>Answers to liveness checks.</summary>
    public ulong DpdReplies { get; init; }

    /// <summary>Messages dropped because their integrity check failed.</summary>
    public ulong BadIntegrity { get; init; }

    /// <summary>Messages dropped because they did not parse.</summary>
    public ulong Malformed { get; init; }

    /// <summary>When the last authenticated message came, Unix milliseconds; 0 for never.</summary>
    public ulong LastReceivedUnixMilliseconds { get; init; }

    /// <summary>When the last liveness check was sent, Unix milliseconds; 0 for never.</summary>
    public ulong LastDpdUnixMilliseconds { get; init; }

    /// <summary>Gauge: round trip of the last exchange answered without retransmission.</summary>
    public ulong RoundTripMicroseconds { get; init; }

    /// <summary>What the SA was busy with.</summary>
    public IkeTunnelActivity Activity { get; init; }

    /// <summary>Field by field sum; activity and times take the later.</summary>
    public static IkeCounterReading operator +(IkeCounterReading left, IkeCounterReading right) => new()
    {
        InMessages = left.InMessages + right.InMessages,
        OutMessages = left.OutMessages + right.OutMessages,
        InOctets = left.InOctets + right.InOctets,
        OutOctets = left.OutOctets + right.OutOctets,
        InitialRetransmits = left.InitialRetransmits + right.InitialRetransmits,
        InitialReplays = left.InitialReplays + right.InitialReplays,
        ChildRetransmits = left.ChildRetransmits + right.ChildRetransmits,
        ChildReplays = left.ChildReplays + right.ChildReplays,
        ChildrenCreatedLocal = left.ChildrenCreatedLocal + right.ChildrenCreatedLocal,
        ChildrenCreatedRemote = left.ChildrenCreatedRemote + right.ChildrenCreatedRemote,
        ChildrenFailedLocal = left.ChildrenFailedLocal + right.ChildrenFailedLocal,
        ChildrenFailedRemote = left.ChildrenFailedRemote + right.ChildrenFailedRemote,
        IkeRekeys = left.IkeRekeys + right.IkeRekeys,
        ChildRekeys = left.ChildRekeys + right.ChildRekeys,
        RekeyFailures = left.RekeyFailures + right.RekeyFailures,
        Reauthentications = left.Reauthentications + right.Reauthentications,
        DpdProbes = left.DpdProbes + right.DpdProbes,
        DpdReplies = left.DpdReplies + right.DpdReplies,
        BadIntegrity = left.BadIntegrity + right.BadIntegrity,
        Malformed = left.Malformed + right.Malformed,
        LastReceivedUnixMilliseconds = Math.Max(left.LastReceivedUnixMilliseconds, right.LastReceivedUnixMilliseconds),
        LastDpdUnixMilliseconds = Math.Max(left.LastDpdUnixMilliseconds, right.LastDpdUnixMilliseconds),
        RoundTripMicroseconds = Math.Max(left.RoundTripMicroseconds, right.RoundTripMicroseconds),
    };

    /// <summary>Same as the operator.</summary>
    public static IkeCounterReading Add(IkeCounterReading left, IkeCounterReading right) => left + right;
}
