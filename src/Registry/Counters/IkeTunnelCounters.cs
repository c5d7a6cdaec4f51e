using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>Live counters of an IKE tunnel. Written by the owning shard only; they continue over rekeys.</summary>
[StructLayout(LayoutKind.Sequential)] // in the order of IkeCounterReading
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

    /// <summary>Requests of ours sent again, of any exchange.</summary>
    public Counter Retransmits;

    /// <summary>Requests of the peer that came again, of any exchange.</summary>
    public Counter InRetransmits;

    /// <summary>Notify payloads received, errors and status alike; of authentic messages and of IKE_SA_INIT.</summary>
    public Counter InNotifies;

    /// <summary>Notify payloads sent, errors and status alike; not again in retransmissions.</summary>
    public Counter OutNotifies;

    /// <summary>Messages received and dropped for another reason than bad integrity or form: outside the window, with SPIs or flags of another SA, in clear where keys are.</summary>
    public Counter InDropped;

    /// <summary>Messages that could not be sent.</summary>
    public Counter OutDropped;

    /// <summary>Requests of the peer that negotiate a Child SA, rekeys included: IKE_AUTH with a proposal and CREATE_CHILD_SA.</summary>
    public Counter InChildExchanges;

    /// <summary>Those of <see cref="InChildExchanges"/> that do not parse or break a rule.</summary>
    public Counter InChildExchangesInvalid;

    /// <summary>Those of <see cref="InChildExchanges"/> that we refused. Asking for another key exchange method is no refusal.</summary>
    public Counter InChildExchangesRejected;

    /// <summary>SPIs of Child SAs in DELETE payloads received.</summary>
    public Counter InChildDeletes;

    /// <summary>Requests of ours that negotiate a Child SA, rekeys included.</summary>
    public Counter OutChildExchanges;

    /// <summary>Those of <see cref="OutChildExchanges"/> whose answer was INVALID_SYNTAX, did not parse or broke a rule.</summary>
    public Counter OutChildExchangesInvalid;

    /// <summary>Those of <see cref="OutChildExchanges"/> that the peer refused.</summary>
    public Counter OutChildExchangesRejected;

    /// <summary>SPIs of Child SAs in DELETE payloads sent.</summary>
    public Counter OutChildDeletes;

    /// <summary>Authentications that failed, of either side.</summary>
    public Counter AuthFailures;

    /// <summary>Times the peer was declared dead.</summary>
    public Counter DpdFailures;

    /// <summary>When the last authenticated message came, Unix milliseconds; 0 for never.</summary>
    public Counter LastReceivedUnixMilliseconds;

    /// <summary>When the last liveness check was sent, Unix milliseconds; 0 for never.</summary>
    public Counter LastDpdUnixMilliseconds;

    /// <summary>Gauge: round trip of the last exchange answered without retransmission.</summary>
    public Counter RoundTripMicroseconds;

    /// <summary>Gauge: requests of ours, of all generations, that are not answered yet.</summary>
    public Counter PendingRequests;

    private Counter _activity;

    /// <summary>What the SA is busy with; set by the owning shard.</summary>
    public IkeTunnelActivity Activity
    {
        get => (IkeTunnelActivity)_activity.Value;
        set => _activity.Set((ulong)value);
    }

    /// <summary>Captures every counter. Each value is exact; together they are not one instant.</summary>
    public IkeCounterReading Read() => CounterCells.Read<IkeCounterReading>(ref InMessages);

    /// <summary>Sum of some counters, without the others.</summary>
    public ulong Sum(IkeCounterCells cells) => CounterCells.Sum(ref InMessages, (ulong)cells);
}
