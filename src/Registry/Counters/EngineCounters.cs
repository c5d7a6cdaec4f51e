using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>Live counters of one shard. Written by that shard only.</summary>
[StructLayout(LayoutKind.Sequential)] // in the order of EngineCounterReading
public sealed class EngineCounters
{
    /// <summary>IKE_SA_INIT requests received.</summary>
    public Counter SaInitInRequests;

    /// <summary>IKE_SA_INIT responses received.</summary>
    public Counter SaInitInResponses;

    /// <summary>IKE_SA_INIT requests sent, first transmission only.</summary>
    public Counter SaInitOutRequests;

    /// <summary>IKE_SA_INIT responses sent, first transmission only.</summary>
    public Counter SaInitOutResponses;

    /// <summary>IKE_AUTH requests received.</summary>
    public Counter AuthInRequests;

    /// <summary>IKE_AUTH responses received.</summary>
    public Counter AuthInResponses;

    /// <summary>IKE_AUTH requests sent, first transmission only.</summary>
    public Counter AuthOutRequests;

    /// <summary>IKE_AUTH responses sent, first transmission only.</summary>
    public Counter AuthOutResponses;

    /// <summary>CREATE_CHILD_SA requests received.</summary>
    public Counter CreateChildInRequests;

    /// <summary>CREATE_CHILD_SA responses received.</summary>
    public Counter CreateChildInResponses;

    /// <summary>CREATE_CHILD_SA requests sent, first transmission only.</summary>
    public Counter CreateChildOutRequests;

    /// <summary>CREATE_CHILD_SA responses sent, first transmission only.</summary>
    public Counter CreateChildOutResponses;

    /// <summary>INFORMATIONAL requests received.</summary>
    public Counter InformationalInRequests;

    /// <summary>INFORMATIONAL responses received.</summary>
    public Counter InformationalInResponses;

    /// <summary>INFORMATIONAL requests sent, first transmission only.</summary>
    public Counter InformationalOutRequests;

    /// <summary>INFORMATIONAL responses sent, first transmission only.</summary>
    public Counter InformationalOutResponses;

    /// <summary>other exchange requests received.</summary>
    public Counter OtherInRequests;

    /// <summary>other exchange responses received.</summary>
    public Counter OtherInResponses;

    /// <summary>other exchange requests sent, first transmission only.</summary>
    public Counter OtherOutRequests;

    /// <summary>other exchange responses sent, first transmission only.</summary>
    public Counter OtherOutResponses;

    /// <summary>UDP payload octets received on the IKE ports.</summary>
    public Counter InOctets;

    /// <summary>UDP payload octets sent from the IKE ports.</summary>
    public Counter OutOctets;

    /// <summary>Requests sent again because no response came.</summary>
    public Counter Retransmits;

    /// <summary>Repeated requests received and answered from the stored response.</summary>
    public Counter InRetransmits;

    /// <summary>Exchanges given up after the last retransmission.</summary>
    public Counter Timeouts;

    /// <summary>Messages dropped because they do not parse.</summary>
    public Counter InMalformed;

    /// <summary>Messages dropped because the integrity check failed.</summary>
    public Counter InBadIntegrity;

    /// <summary>Messages for an IKE SPI that is not known here.</summary>
    public Counter InUnknownSpi;

    /// <summary>Messages dropped for any other reason: queue full, rate limit, unsupported major version.</summary>
    public Counter InDropped;

    /// <summary>COOKIE notifies sent.</summary>
    public Counter CookiesSent;

    /// <summary>IKE_SA_INIT requests whose cookie did not verify.</summary>
    public Counter CookiesRejected;

    /// <summary>IKE_SA_INIT requests refused by a half-open, per-peer, job or SA limit.</summary>
    public Counter HalfOpenRefused;

    /// <summary>IKE_AUTH exchanges that ended in an authentication failure, either side.</summary>
    public Counter AuthFailures;

    /// <summary>Negotiations that ended for lack of a common proposal.</summary>
    public Counter NoProposalFailures;

    /// <summary>Child SA negotiations that ended for lack of common selectors.</summary>
    public Counter TsUnacceptableFailures;

    /// <summary>IKE SAs established, rekeys included.</summary>
    public Counter IkeSaCreated;

    /// <summary>IKE SAs replaced by rekeying.</summary>
    public Counter IkeSaRekeys;

    /// <summary>IKE SA negotiations that failed.</summary>
    public Counter IkeSaFailed;

    /// <summary>Child SA pairs installed, rekeys included.</summary>
    public Counter ChildSaCreated;

    /// <summary>Child SA pairs replaced by rekeying.</summary>
    public Counter ChildSaRekeys;

    /// <summary>Child SA negotiations that failed.</summary>
    public Counter ChildSaFailed;

    /// <summary>IKE SAs established that this side asked for; rekeys are not among them.</summary>
    public Counter IkeSaCreatedLocal;

    /// <summary>IKE SAs established that the peer asked for; rekeys are not among them.</summary>
    public Counter IkeSaCreatedRemote;

    /// <summary>Negotiations of a new IKE SA that this side started and that failed.</summary>
    public Counter IkeSaFailedLocal;

    /// <summary>Negotiations of a new IKE SA that the peer started and that failed.</summary>
    public Counter IkeSaFailedRemote;

    /// <summary>Child SA pairs installed that this side asked for; rekeys are not among them.</summary>
    public Counter ChildSaCreatedLocal;

    /// <summary>Child SA pairs installed that the peer asked for; rekeys are not among them.</summary>
    public Counter ChildSaCreatedRemote;

    /// <summary>Child SA negotiations of ours that failed, rekeys included.</summary>
    public Counter ChildSaFailedLocal;

    /// <summary>Child SA negotiations of the peer that failed, rekeys included.</summary>
    public Counter ChildSaFailedRemote;

    /// <summary>Requests sent again that negotiate an IKE SA: IKE_SA_INIT, IKE_AUTH and rekeys of the IKE SA.</summary>
    public Counter InitialRetransmits;

    /// <summary>Repeated messages received that negotiate an IKE SA.</summary>
    public Counter InitialReplays;

    /// <summary>Unusable messages received that negotiate an IKE SA.</summary>
    public Counter InitialInvalid;

    /// <summary>Requests sent again that negotiate a Child SA: CREATE_CHILD_SA but for rekeys of the IKE SA.</summary>
    public Counter ChildRetransmits;

    /// <summary>Repeated messages received that negotiate a Child SA.</summary>
    public Counter ChildReplays;

    /// <summary>Unusable messages received that negotiate a Child SA.</summary>
    public Counter ChildInvalid;

    /// <summary>IKE messages received, repeats and unusable ones included.</summary>
    public Counter InMessages;

    /// <summary>IKE messages sent, retransmissions included.</summary>
    public Counter OutMessages;

    /// <summary>Notify payloads received, errors and status alike; of authentic messages and of IKE_SA_INIT.</summary>
    public Counter InNotifies;

    /// <summary>Notify payloads sent, errors and status alike; not again in retransmissions.</summary>
    public Counter OutNotifies;

    /// <summary>IKE messages that could not be sent: socket error, no queue space.</summary>
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

    /// <summary>IKE tunnels that this side began to set up.</summary>
    public Counter IkeTunnelsInitiated;

    /// <summary>IKE tunnels that were up and are gone.</summary>
    public Counter IkeTunnelsEnded;

    /// <summary>Security policies that had pairs in a tunnel and have none any more; a rekey ends none.</summary>
    public Counter ChildTunnelsEnded;

    /// <summary>IKE_SA_INIT requests and negotiations refused, by either side, for lack of capacity: half-open limit, number of SAs, jobs.</summary>
    public Counter CapacityRefusals;

    /// <summary>Authentic IKE messages whose encrypted content makes no sense: padding or payload chain.</summary>
    public Counter IkeDecryptionFailures;

    /// <summary>Protected packets and packets of the local host dropped for lack of queue space or memory.</summary>
    public Counter PacketCapacityDrops;

    /// <summary>Liveness checks sent.</summary>
    public Counter DpdProbes;

    /// <summary>Peers declared dead after unanswered checks.</summary>
    public Counter DpdFailures;

    /// <summary>SKF fragments received.</summary>
    public Counter FragmentsIn;

    /// <summary>SKF fragments sent.</summary>
    public Counter FragmentsOut;

    /// <summary>NAT keepalives received.</summary>
    public Counter KeepalivesIn;

    /// <summary>NAT keepalives sent.</summary>
    public Counter KeepalivesOut;

    /// <summary>ESP or AH packets for an SPI that is not known here.</summary>
    public Counter EspUnknownSpi;

    /// <summary>ESP or AH packets too short or otherwise unusable before an SA was found.</summary>
    public Counter EspMalformed;

    /// <summary>Outbound packets dropped because no policy covers them.</summary>
    public Counter NoPolicyDrops;

    /// <summary>Outbound packets dropped by a policy whose action is drop.</summary>
    public Counter PolicyDrops;

    /// <summary>Packets that met an IP filter, whatever it said: of this host at the look-up, of a peer when its SA let them in.</summary>
    public Counter FilterMatches;

    /// <summary>Packets that a filter dropped, the built-in rules and manual tunnels that are not active included.</summary>
    public Counter FilterDenies;

    /// <summary>Packets dropped because the SA that they came by, or would have to take, is for others.</summary>
    public Counter FilterMismatches;

    /// <summary>Packets let through in clear by a policy whose action is pass.</summary>
    public Counter PolicyBypasses;

    /// <summary>Negotiations started because a packet met a trap.</summary>
    public Counter AcquiresRaised;

    /// <summary>Packets held until a negotiation that they started ends.</summary>
    public Counter HeldPackets;

    /// <summary>Held packets dropped: too many, or no SA came.</summary>
    public Counter HeldDrops;

    /// <summary>Packets that the tunnel device did not take.</summary>
    public Counter TunnelDeviceDrops;

    /// <summary>Faults inside the engine that closed an SA.</summary>
    public Counter EngineFaults;

    /// <summary>Gauge: IKE SAs before the end of IKE_AUTH.</summary>
    public Counter HalfOpen;

    /// <summary>Gauge: established IKE SAs.</summary>
    public Counter Established;

    /// <summary>Gauge: established IKE SAs with a liveness check unanswered.</summary>
    public Counter CheckingLiveness;

    /// <summary>Gauge: established IKE SAs that rekey a Child SA.</summary>
    public Counter ChildRekeying;

    /// <summary>Gauge: established IKE SAs that are being rekeyed by us.</summary>
    public Counter IkeRekeying;

    /// <summary>Gauge: established IKE SAs with an unanswered change of address.</summary>
    public Counter UpdatingAddress;

    /// <summary>Gauge: installed Child SA pairs.</summary>
    public Counter ChildrenInstalled;

    /// <summary>Gauge: 1 while cookies are demanded.</summary>
    public Counter CookieActive;

    /// <summary>The gauge of an activity other than none.</summary>
    public ref Counter Busy(IkeTunnelActivity activity)
    {
        switch (activity)
        {
            case IkeTunnelActivity.LivenessCheck:
                return ref CheckingLiveness;
            case IkeTunnelActivity.ChildRekeying:
                return ref ChildRekeying;
            case IkeTunnelActivity.IkeRekeying:
                return ref IkeRekeying;
            case IkeTunnelActivity.UpdatingAddress:
                return ref UpdatingAddress;
            default:
                throw new ArgumentOutOfRangeException(nameof(activity), activity, "no gauge");
        }
    }

    /// <summary>Captures every counter. Each value is exact; together they are not one instant.</summary>
    public EngineCounterReading Read() => CounterCells.Read<EngineCounterReading>(ref SaInitInRequests);
}
