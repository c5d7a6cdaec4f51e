namespace MyIkev2.Registry;

/// <summary>Counters of a shard, or summed over all shards.</summary>
public readonly record struct EngineCounterReading
{
    /// <summary>IKE_SA_INIT requests received.</summary>
    public ulong SaInitInRequests { get; init; }

    /// <summary>IKE_SA_INIT responses received.</summary>
    public ulong SaInitInResponses { get; init; }

    /// <summary>IKE_SA_INIT requests sent, first transmission only.</summary>
    public ulong SaInitOutRequests { get; init; }

    /// <summary>IKE_SA_INIT responses sent, first transmission only.</summary>
    public ulong SaInitOutResponses { get; init; }

    /// <summary>IKE_AUTH requests received.</summary>
    public ulong AuthInRequests { get; init; }

    /// <summary>IKE_AUTH responses received.</summary>
    public ulong AuthInResponses { get; init; }

    /// <summary>IKE_AUTH requests sent, first transmission only.</summary>
    public ulong AuthOutRequests { get; init; }

    /// <summary>IKE_AUTH responses sent, first transmission only.</summary>
    public ulong AuthOutResponses { get; init; }

    /// <summary>CREATE_CHILD_SA requests received.</summary>
    public ulong CreateChildInRequests { get; init; }

    /// <summary>CREATE_CHILD_SA responses received.</summary>
    public ulong CreateChildInResponses { get; init; }

    /// <summary>CREATE_CHILD_SA requests sent, first transmission only.</summary>
    public ulong CreateChildOutRequests { get; init; }

    /// <summary>CREATE_CHILD_SA responses sent, first transmission only.</summary>
    public ulong CreateChildOutResponses { get; init; }

    /// <summary>INFORMATIONAL requests received.</summary>
    public ulong InformationalInRequests { get; init; }

    /// <summary>INFORMATIONAL responses received.</summary>
    public ulong InformationalInResponses { get; init; }

    /// <summary>INFORMATIONAL requests sent, first transmission only.</summary>
    public ulong InformationalOutRequests { get; init; }

    /// <summary>INFORMATIONAL responses sent, first transmission only.</summary>
    public ulong InformationalOutResponses { get; init; }

    /// <summary>other exchange requests received.</summary>
    public ulong OtherInRequests { get; init; }

    /// <summary>other exchange responses received.</summary>
    public ulong OtherInResponses { get; init; }

    /// <summary>other exchange requests sent, first transmission only.</summary>
    public ulong OtherOutRequests { get; init; }

    /// <summary>other exchange responses sent, first transmission only.</summary>
    public ulong OtherOutResponses { get; init; }

    /// <summary>UDP payload octets received on the IKE ports.</summary>
    public ulong InOctets { get; init; }

    /// <summary>UDP payload octets sent from the IKE ports.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>Requests sent again because no response came.</summary>
    public ulong Retransmits { get; init; }

    /// <summary>Repeated requests received and answered from the stored response.</summary>
    public ulong InRetransmits { get; init; }

    /// <summary>Exchanges given up after the last retransmission.</summary>
    public ulong Timeouts { get; init; }

    /// <summary>Messages dropped because they do not parse.</summary>
    public ulong InMalformed { get; init; }

    /// <summary>Messages dropped because the integrity check failed.</summary>
    public ulong InBadIntegrity { get; init; }

    /// <summary>Messages for an IKE SPI that is not known here.</summary>
    public ulong InUnknownSpi { get; init; }

    /// <summary>Messages dropped for any other reason: queue full, rate limit, unsupported major version.</summary>
    public ulong InDropped { get; init; }

    /// <summary>COOKIE notifies sent.</summary>
    public ulong CookiesSent { get; init; }

    /// <summary>IKE_SA_INIT requests whose cookie did not verify.</summary>
    public ulong CookiesRejected { get; init; }

    /// <summary>IKE_SA_INIT requests refused by a half-open, per-peer, job or SA limit.</summary>
    public ulong HalfOpenRefused { get; init; }

    /// <summary>IKE_AUTH exchanges that ended in an authentication failure, either side.</summary>
    public ulong AuthFailures { get; init; }

    /// <summary>Negotiations that ended for lack of a common proposal.</summary>
    public ulong NoProposalFailures { get; init; }

    /// <summary>Child SA negotiations that ended for lack of common selectors.</summary>
    public ulong TsUnacceptableFailures { get; init; }

    /// <summary>IKE SAs established, rekeys included.</summary>
    public ulong IkeSaCreated { get; init; }

    /// <summary>IKE SAs replaced by rekeying.</summary>
    public ulong IkeSaRekeys { get; init; }

    /// <summary>IKE SA negotiations that failed.</summary>
    public ulong IkeSaFailed { get; init; }

    /// <summary>Child SA pairs installed, rekeys included.</summary>
    public ulong ChildSaCreated { get; init; }

    /// <summary>Child SA pairs replaced by rekeying.</summary>
    public ulong ChildSaRekeys { get; init; }

    /// <summary>Child SA negotiations that failed.</summary>
    public ulong ChildSaFailed { get; init; }

    /// <summary>IKE SAs established that this side asked for; rekeys are not among them.</summary>
    public ulong IkeSaCreatedLocal { get; init; }

    /// <summary>IKE SAs established that the peer asked for; rekeys are not among them.</summary>
    public ulong IkeSaCreatedRemote { get; init; }

    /// <summary>Negotiations of a new IKE SA that this side started and that failed.</summary>
    public ulong IkeSaFailedLocal { get; init; }

    /// <summary>Negotiations of a new IKE SA that the peer started and that failed.</summary>
    public ulong IkeSaFailedRemote { get; init; }

    /// <summary>Child SA pairs installed that this side asked for; rekeys are not among them.</summary>
    public ulong ChildSaCreatedLocal { get; init; }

    /// <summary>Child SA pairs installed that the peer asked for; rekeys are not among them.</summary>
    public ulong ChildSaCreatedRemote { get; init; }

    /// <summary>Child SA negotiations of ours that failed, rekeys included.</summary>
    public ulong ChildSaFailedLocal { get; init; }

    /// <summary>Child SA negotiations of the peer that failed, rekeys included.</summary>
    public ulong ChildSaFailedRemote { get; init; }

    /// <summary>Requests sent again that negotiate an IKE SA: IKE_SA_INIT, IKE_AUTH and rekeys of the IKE SA.</summary>
    public ulong InitialRetransmits { get; init; }

    /// <summary>Repeated messages received that negotiate an IKE SA.</summary>
    public ulong InitialReplays { get; init; }

    /// <summary>Unusable messages received that negotiate an IKE SA.</summary>
    public ulong InitialInvalid { get; init; }

    /// <summary>Requests sent again that negotiate a Child SA: CREATE_CHILD_SA but for rekeys of the IKE SA.</summary>
    public ulong ChildRetransmits { get; init; }

    /// <summary>Repeated messages received that negotiate a Child SA.</summary>
    public ulong ChildReplays { get; init; }

    /// <summary>Unusable messages received that negotiate a Child SA.</summary>
    public ulong ChildInvalid { get; init; }

    /// <summary>IKE messages received, repeats and unusable ones included.</summary>
    public ulong InMessages { get; init; }

    /// <summary>IKE messages sent, retransmissions included.</summary>
    public ulong OutMessages { get; init; }

    /// <summary>Notify payloads received, errors and status alike; of authentic messages and of IKE_SA_INIT.</summary>
    public ulong InNotifies { get; init; }

    /// <summary>Notify payloads sent, errors and status alike; not again in retransmissions.</summary>
    public ulong OutNotifies { get; init; }

    /// <summary>IKE messages that could not be sent: socket error, no queue space.</summary>
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

    /// <summary>IKE tunnels that this side began to set up.</summary>
    public ulong IkeTunnelsInitiated { get; init; }

    /// <summary>IKE tunnels that were up and are gone.</summary>
    public ulong IkeTunnelsEnded { get; init; }

    /// <summary>Security policies that had pairs in a tunnel and have none any more; a rekey ends none.</summary>
    public ulong ChildTunnelsEnded { get; init; }

    /// <summary>IKE_SA_INIT requests and negotiations refused, by either side, for lack of capacity: half-open limit, number of SAs, jobs.</summary>
    public ulong CapacityRefusals { get; init; }

    /// <summary>Authentic IKE messages whose encrypted content makes no sense: padding or payload chain.</summary>
    public ulong IkeDecryptionFailures { get; init; }

    /// <summary>Protected packets and packets of the local host dropped for lack of queue space or memory.</summary>
    public ulong PacketCapacityDrops { get; init; }

    /// <summary>Liveness checks sent.</summary>
    public ulong DpdProbes { get; init; }

    /// <summary>Peers declared dead after unanswered checks.</summary>
    public ulong DpdFailures { get; init; }

    /// <summary>SKF fragments received.</summary>
    public ulong FragmentsIn { get; init; }

    /// <summary>SKF fragments sent.</summary>
    public ulong FragmentsOut { get; init; }

    /// <summary>NAT keepalives received.</summary>
    public ulong KeepalivesIn { get; init; }

    /// <summary>NAT keepalives sent.</summary>
    public ulong KeepalivesOut { get; init; }

    /// <summary>ESP or AH packets for an SPI that is not known here.</summary>
    public ulong EspUnknownSpi { get; init; }

    /// <summary>ESP or AH packets too short or otherwise unusable before an SA was found.</summary>
    public ulong EspMalformed { get; init; }

    /// <summary>Outbound packets dropped because no policy covers them.</summary>
    public ulong NoPolicyDrops { get; init; }

    /// <summary>Outbound packets dropped by a policy whose action is drop.</summary>
    public ulong PolicyDrops { get; init; }

    /// <summary>Packets that met an IP filter, whatever it said: of this host at the look-up, of a peer when its SA let them in.</summary>
    public ulong FilterMatches { get; init; }

    /// <summary>Packets that a filter dropped, the built-in rules and manual tunnels that are not active included.</summary>
    public ulong FilterDenies { get; init; }

    /// <summary>Packets dropped because the SA that they came by, or would have to take, is for others.</summary>
    public ulong FilterMismatches { get; init; }

    /// <summary>Packets let through in clear by a policy whose action is pass.</summary>
    public ulong PolicyBypasses { get; init; }

    /// <summary>Negotiations started because a packet met a trap.</summary>
    public ulong AcquiresRaised { get; init; }

    /// <summary>Packets held until a negotiation that they started ends.</summary>
    public ulong HeldPackets { get; init; }

    /// <summary>Held packets dropped: too many, or no SA came.</summary>
    public ulong HeldDrops { get; init; }

    /// <summary>Packets that the tunnel device did not take.</summary>
    public ulong TunnelDeviceDrops { get; init; }

    /// <summary>Faults inside the engine that closed an SA.</summary>
    public ulong EngineFaults { get; init; }

    /// <summary>Gauge: IKE SAs before the end of IKE_AUTH.</summary>
    public ulong HalfOpen { get; init; }

    /// <summary>Gauge: established IKE SAs.</summary>
    public ulong Established { get; init; }

    /// <summary>Gauge: established IKE SAs with a liveness check unanswered.</summary>
    public ulong CheckingLiveness { get; init; }

    /// <summary>Gauge: established IKE SAs that rekey a Child SA.</summary>
    public ulong ChildRekeying { get; init; }

    /// <summary>Gauge: established IKE SAs that are being rekeyed by us.</summary>
    public ulong IkeRekeying { get; init; }

    /// <summary>Gauge: established IKE SAs with an unanswered change of address.</summary>
    public ulong UpdatingAddress { get; init; }

    /// <summary>Gauge: installed Child SA pairs.</summary>
    public ulong ChildrenInstalled { get; init; }

    /// <summary>Gauge: 1 while cookies are demanded.</summary>
    public ulong CookieActive { get; init; }

    /// <summary>Field by field sum; activity and times take the later.</summary>
    public static EngineCounterReading operator +(EngineCounterReading left, EngineCounterReading right) => CounterCells.Sum(left, right) with
    {
        CookieActive = Math.Max(left.CookieActive, right.CookieActive),
    };

    /// <summary>Same as the operator.</summary>
    public static EngineCounterReading Add(EngineCounterReading left, EngineCounterReading right) => left + right;
}
