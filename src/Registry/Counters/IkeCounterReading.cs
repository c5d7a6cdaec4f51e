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

    /// <summary>Requests of ours sent again, of any exchange.</summary>
    public ulong Retransmits { get; init; }

    /// <summary>Requests of the peer that came again, of any exchange.</summary>
    public ulong InRetransmits { get; init; }

    /// <summary>Notify payloads received, errors and status alike; of authentic messages and of IKE_SA_INIT.</summary>
    public ulong InNotifies { get; init; }

    /// <summary>Notify payloads sent, errors and status alike; not again in retransmissions.</summary>
    public ulong OutNotifies { get; init; }

    /// <summary>Messages received and dropped for another reason than bad integrity or form: outside the window, with SPIs or flags of another SA, in clear where keys are.</summary>
    public ulong InDropped { get; init; }

    /// <summary>Messages that could not be sent.</summary>
    public ulong OutDropped { get; init; }

    /// <summary>Requests of the peer that negotiate a Child SA, rekeys included: IKE_AUTH with a proposal and CREATE_CHILD_SA.</summary>
    public ulong InChildExchanges { get; init; }

    /// <summary>Those of <see cref="InChildExchanges"/> that do not parse or break a rule.</summary>
    public ulong InChildExchangesInvalid { get; init; }

    /// <summary>Those of <see cref="InChildExchanges"/> that we refused. Asking for another key exchange method is no refusal.</summary>
    public ulong InChildExchangesRejected { get; init; }

    /// <summary>SPIs of Child SAs in DELETE payloads received.</summary>
    public ulong InChildDeletes { get; init; }

    /// <summary>Requests of ours that negotiate a Child SA, rekeys included.</summary>
    public ulong OutChildExchanges { get; init; }

    /// <summary>Those of <see cref="OutChildExchanges"/> whose answer was INVALID_SYNTAX, did not parse or broke a rule.</summary>
    public ulong OutChildExchangesInvalid { get; init; }

    /// <summary>Those of <see cref="OutChildExchanges"/> that the peer refused.</summary>
    public ulong OutChildExchangesRejected { get; init; }

    /// <summary>SPIs of Child SAs in DELETE payloads sent.</summary>
    public ulong OutChildDeletes { get; init; }

    /// <summary>Authentications that failed, of either side.</summary>
    public ulong AuthFailures { get; init; }

    /// <summary>Times the peer was declared dead.</summary>
    public ulong DpdFailures { get; init; }

    /// <summary>When the last authenticated message came, Unix milliseconds; 0 for never.</summary>
    public ulong LastReceivedUnixMilliseconds { get; init; }

    /// <summary>When the last liveness check was sent, Unix milliseconds; 0 for never.</summary>
    public ulong LastDpdUnixMilliseconds { get; init; }

    /// <summary>Gauge: round trip of the last exchange answered without retransmission.</summary>
    public ulong RoundTripMicroseconds { get; init; }

    /// <summary>Gauge: requests of ours, of all generations, that are not answered yet.</summary>
    public ulong PendingRequests { get; init; }

    /// <summary>What the SA was busy with.</summary>
    public IkeTunnelActivity Activity
    {
        get => (IkeTunnelActivity)_activity;
        init => _activity = (ulong)value;
    }

    /// <summary>The same without gauges: what stays when the tunnel is gone.</summary>
    public IkeCounterReading AtEnd() => this with { RoundTripMicroseconds = 0, PendingRequests = 0, Activity = IkeTunnelActivity.None };

    // A cell like the others.
    private readonly ulong _activity;

    /// <summary>Sum of some counters.</summary>
    public ulong Sum(IkeCounterCells cells) => CounterCells.Sum(this, (ulong)cells);

    /// <summary>Field by field sum; activity and times take the later.</summary>
    public static IkeCounterReading operator +(IkeCounterReading left, IkeCounterReading right) => CounterCells.Sum(left, right) with
    {
        LastReceivedUnixMilliseconds = Math.Max(left.LastReceivedUnixMilliseconds, right.LastReceivedUnixMilliseconds),
        LastDpdUnixMilliseconds = Math.Max(left.LastDpdUnixMilliseconds, right.LastDpdUnixMilliseconds),
        RoundTripMicroseconds = Math.Max(left.RoundTripMicroseconds, right.RoundTripMicroseconds),
        Activity = IkeTunnelActivity.None,
    };

    /// <summary>Same as the operator.</summary>
    public static IkeCounterReading Add(IkeCounterReading left, IkeCounterReading right) => left + right;
}
