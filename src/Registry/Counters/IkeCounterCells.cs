namespace MyIkev2.Registry;

/// <summary>
/// Counters of IKE tunnels by name, as bits, so that one of them, or the sum of several, can be read without all the others: the bit is the place in
/// <see cref="IkeCounterReading"/>. What is no count (moments, gauges) has no name here.
/// </summary>
[Flags]
public enum IkeCounterCells : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IKE messages received.</summary>
    InMessages = 1UL << 0,

    /// <summary>IKE messages sent, retransmissions included.</summary>
    OutMessages = 1UL << 1,

    /// <summary>Octets of IKE messages received.</summary>
    InOctets = 1UL << 2,

    /// <summary>Octets of IKE messages sent.</summary>
    OutOctets = 1UL << 3,

    /// <summary>Requests sent again that negotiate the IKE SA: IKE_SA_INIT, IKE_AUTH and its rekeys.</summary>
    InitialRetransmits = 1UL << 4,

    /// <summary>Repeated messages received that negotiate the IKE SA.</summary>
    InitialReplays = 1UL << 5,

    /// <summary>Requests of CREATE_CHILD_SA sent again that negotiate a Child SA.</summary>
    ChildRetransmits = 1UL << 6,

    /// <summary>Repeated messages of CREATE_CHILD_SA received that negotiate a Child SA.</summary>
    ChildReplays = 1UL << 7,

    /// <summary>Child SAs set up on our request.</summary>
    ChildrenCreatedLocal = 1UL << 8,

    /// <summary>Child SAs set up on the peer's request.</summary>
    ChildrenCreatedRemote = 1UL << 9,

    /// <summary>Child SA requests of ours that failed.</summary>
    ChildrenFailedLocal = 1UL << 10,

    /// <summary>Child SA requests of the peer that failed.</summary>
    ChildrenFailedRemote = 1UL << 11,

    /// <summary>IKE SA rekeys done.</summary>
    IkeRekeys = 1UL << 12,

    /// <summary>Child SA rekeys done.</summary>
    ChildRekeys = 1UL << 13,

    /// <summary>Rekeys of either kind that failed.</summary>
    RekeyFailures = 1UL << 14,

    /// <summary>Reauthentications done.</summary>
    Reauthentications = 1UL << 15,

    /// <summary>Liveness checks sent.</summary>
    DpdProbes = 1UL << 16,

    /// <summary>Answers to liveness checks.</summary>
    DpdReplies = 1UL << 17,

    /// <summary>Messages dropped because their integrity check failed.</summary>
    BadIntegrity = 1UL << 18,

    /// <summary>Messages dropped because they did not parse.</summary>
    Malformed = 1UL << 19,

    /// <summary>Requests of ours sent again, of any exchange.</summary>
    Retransmits = 1UL << 20,

    /// <summary>Requests of the peer that came again, of any exchange.</summary>
    InRetransmits = 1UL << 21,

    /// <summary>Notify payloads received, errors and status alike; of authentic messages and of IKE_SA_INIT.</summary>
    InNotifies = 1UL << 22,

    /// <summary>Notify payloads sent, errors and status alike; not again in retransmissions.</summary>
    OutNotifies = 1UL << 23,

    /// <summary>Messages received and dropped for another reason than bad integrity or form: outside the window, with SPIs or flags of another SA, in clear where keys are.</summary>
    InDropped = 1UL << 24,

    /// <summary>Messages that could not be sent.</summary>
    OutDropped = 1UL << 25,

    /// <summary>Requests of the peer that negotiate a Child SA, rekeys included: IKE_AUTH with a proposal and CREATE_CHILD_SA.</summary>
    InChildExchanges = 1UL << 26,

    /// <summary>Those of <see cref="InChildExchanges"/> that do not parse or break a rule.</summary>
    InChildExchangesInvalid = 1UL << 27,

    /// <summary>Those of <see cref="InChildExchanges"/> that we refused. Asking for another key exchange method is no refusal.</summary>
    InChildExchangesRejected = 1UL << 28,

    /// <summary>SPIs of Child SAs in DELETE payloads received.</summary>
    InChildDeletes = 1UL << 29,

    /// <summary>Requests of ours that negotiate a Child SA, rekeys included.</summary>
    OutChildExchanges = 1UL << 30,

    /// <summary>Those of <see cref="OutChildExchanges"/> whose answer was INVALID_SYNTAX, did not parse or broke a rule.</summary>
    OutChildExchangesInvalid = 1UL << 31,

    /// <summary>Those of <see cref="OutChildExchanges"/> that the peer refused.</summary>
    OutChildExchangesRejected = 1UL << 32,

    /// <summary>SPIs of Child SAs in DELETE payloads sent.</summary>
    OutChildDeletes = 1UL << 33,

    /// <summary>Authentications that failed, of either side.</summary>
    AuthFailures = 1UL << 34,

    /// <summary>Times the peer was declared dead.</summary>
    DpdFailures = 1UL << 35,
}
