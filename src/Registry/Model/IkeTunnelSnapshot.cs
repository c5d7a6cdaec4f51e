namespace MyIkev2.Registry;

/// <summary>
/// The facts of one generation of an IKE tunnel (one IKE SA). Immutable: a change publishes a new instance. Counters are live objects that
/// the snapshot only refers to; <see cref="TunnelReading"/> captures them.
/// </summary>
public sealed record IkeTunnelSnapshot
{
    /// <summary>Stays the same over rekeys.</summary>
    public required TunnelId Id { get; init; }

    /// <summary>1 for the first IKE SA of the tunnel, one more with each rekey.</summary>
    public required uint Generation { get; init; }

    /// <summary>Number of this IKE SA, from 1, never reused while the process runs; a rekey gives a new one.</summary>
    public required uint UniqueId { get; init; }

    /// <summary>Name of the vpn it was made from; empty for a responder SA before its peer is known.</summary>
    public required string VpnName { get; init; }

    /// <summary>
    /// The vpn is not a guess: we chose it, or the peer has said who it is. Totals of vpns leave other SAs out, or they would fall when the peer turns out
    /// to be another's.
    /// </summary>
    public bool IsVpnCertain { get; init; } = true;

    /// <summary>VRF, stack or SNMP context; <c>main</c> is the process's own.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>Name of the IKE policy template, empty when the vpn has none.</summary>
    public string PolicyTemplate { get; init; } = string.Empty;

    /// <summary>Where the SA is in its life.</summary>
    public required IkeTunnelState State { get; init; }

    /// <summary>Why it ended; <see cref="CloseReason.None"/> while alive.</summary>
    public CloseReason CloseReason { get; init; } = CloseReason.None;

    /// <summary>The end in words, with the notify type if the peer sent one.</summary>
    public string CloseText { get; init; } = string.Empty;

    /// <summary>True when this side sent the IKE_SA_INIT request of the first generation's exchange, or of the rekey for later ones.</summary>
    public required bool IsInitiator { get; init; }

    /// <summary>What made the tunnel come up.</summary>
    public ActivationMethod Activation { get; init; }

    /// <summary>IKE major version, 2.</summary>
    public byte MajorVersion { get; init; } = 2;

    /// <summary>IKE minor version, 0.</summary>
    public byte MinorVersion { get; init; }

    /// <summary>Initiator's SPI, host order of its eight octets read big-endian.</summary>
    public required ulong InitiatorSpi { get; init; }

    /// <summary>Responder's SPI; 0 before the answer to IKE_SA_INIT.</summary>
    public required ulong ResponderSpi { get; init; }

    /// <summary>The SPI that this side chose.</summary>
    public ulong OwnSpi => IsInitiator ? InitiatorSpi : ResponderSpi;

    /// <summary>The SPI that the peer chose.</summary>
    public ulong PeerSpi => IsInitiator ? ResponderSpi : InitiatorSpi;

    /// <summary>Own address and port in use.</summary>
    public required EndpointInfo Local { get; init; }

    /// <summary>The peer's address and port in use.</summary>
    public required EndpointInfo Remote { get; init; }

    /// <summary>Own identity.</summary>
    public IdentityInfo LocalIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>The peer's identity; authenticated once the state is <see cref="IkeTunnelState.Established"/>.</summary>
    public IdentityInfo RemoteIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>How we prove our identity: IANA authentication method, 0 while unknown, 201 for EAP, 202 for EAP as the proof of both sides (RFC 5998).</summary>
    public byte LocalAuthenticationMethod { get; init; }

    /// <summary>How the peer proved its identity, in the same numbers.</summary>
    public byte RemoteAuthenticationMethod { get; init; }

    /// <summary>End of validity of the peer's certificate; null where it showed none.</summary>
    public DateTimeOffset? RemoteCertificateNotAfter { get; init; }

    /// <summary>Encryption of the IKE SA.</summary>
    public AlgorithmInfo Encryption { get; init; } = AlgorithmInfo.None;

    /// <summary>Integrity of the IKE SA; none with a combined-mode cipher.</summary>
    public AlgorithmInfo Integrity { get; init; } = AlgorithmInfo.None;

    /// <summary>Pseudorandom function.</summary>
    public AlgorithmInfo Prf { get; init; } = AlgorithmInfo.None;

    /// <summary>Key exchange method.</summary>
    public AlgorithmInfo KeyExchange { get; init; } = AlgorithmInfo.None;

    /// <summary>Key exchange methods done in addition to <see cref="KeyExchange"/> (RFC 9370), in their order.</summary>
    public IReadOnlyList<AlgorithmInfo> AdditionalKeyExchanges { get; init; } = [];

    /// <summary>Requests that the peer takes at once (RFC 7296 section 2.3); 1 unless it told more.</summary>
    public ushort PeerWindow { get; init; } = 1;

    /// <summary>True when our configuration lets NAT traversal work for this tunnel.</summary>
    public bool NatTraversalAllowed { get; init; } = true;

    /// <summary>True when the peer sent NAT detection notifies.</summary>
    public bool PeerSupportsNatTraversal { get; init; }

    /// <summary>A NAT changes our address.</summary>
    public bool LocalNatDetected { get; init; }

    /// <summary>A NAT changes the peer's address.</summary>
    public bool RemoteNatDetected { get; init; }

    /// <summary>The peer's NAT also changes ports.</summary>
    public bool RemotePortTranslationDetected { get; init; }

    /// <summary>ESP travels in UDP.</summary>
    public bool UdpEncapsulation { get; init; }

    /// <summary>This side may start negotiations: the peer's address is known.</summary>
    public bool CanInitiate { get; init; } = true;

    /// <summary>MOBIKE was negotiated (RFC 4555).</summary>
    public bool Mobike { get; init; }

    /// <summary>A post-quantum preshared key went into the keys (RFC 8784).</summary>
    public bool PpkUsed { get; init; }

    /// <summary>IKE fragmentation was negotiated (RFC 7383).</summary>
    public bool Fragmentation { get; init; }

    /// <summary>An IKE_INTERMEDIATE exchange was made (RFC 9242).</summary>
    public bool Intermediate { get; init; }

    /// <summary>The SA may be, or was, set up without a Child SA (RFC 6023).</summary>
    public bool Childless { get; init; }

    /// <summary>Both sides can redirect (RFC 5685).</summary>
    public bool Redirect { get; init; }

    /// <summary>The peers told each other their signature hash algorithms (RFC 7427).</summary>
    public bool SignatureHashes { get; init; }

    /// <summary>The session was resumed, or a ticket for it was given (RFC 5723).</summary>
    public bool SessionResumption { get; init; }

    /// <summary>When the SA's first message was sent or received.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When IKE_AUTH (or the rekey) completed.</summary>
    public DateTimeOffset? EstablishedAt { get; init; }

    /// <summary>When the tunnel came up: as <see cref="EstablishedAt"/> of its first generation. Null before.</summary>
    public DateTimeOffset? UpSince { get; init; }

    /// <summary>When the rekey will start; null when it never will.</summary>
    public DateTimeOffset? RekeyAt { get; init; }

    /// <summary>When the SA ends at the latest; null for no limit.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When reauthentication will start; null when it never will.</summary>
    public DateTimeOffset? ReauthenticateAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Configured hard lifetime of an SA of this tunnel, zero for none.</summary>
    public TimeSpan Lifetime { get; init; }

    /// <summary>Configured rekey time, before its random part is taken off; zero for none.</summary>
    public TimeSpan RekeyTime { get; init; }

    /// <summary>Configured reauthentication time; zero for none.</summary>
    public TimeSpan ReauthenticationTime { get; init; }

    /// <summary>Idle time before a liveness check; zero for none.</summary>
    public TimeSpan DpdDelay { get; init; }

    /// <summary>Interval of NAT keepalives; zero while none are sent.</summary>
    public TimeSpan NatKeepaliveInterval { get; init; }

    /// <summary>Virtual addresses that the peer gave us (configuration payload).</summary>
    public IReadOnlyList<System.Net.IPAddress> LocalVirtualAddresses { get; init; } = [];

    /// <summary>Virtual addresses that we gave the peer.</summary>
    public IReadOnlyList<System.Net.IPAddress> RemoteVirtualAddresses { get; init; } = [];

    /// <summary>DNS servers that the peer told us with the virtual addresses.</summary>
    public IReadOnlyList<System.Net.IPAddress> VirtualDnsServers { get; init; } = [];

    /// <summary>Its Child SAs, oldest first, those just deleted included.</summary>
    public IReadOnlyList<IpsecTunnelSnapshot> Children { get; init; } = [];

    /// <summary>
    /// Traffic of the tunnel's Child SAs that are gone, by security policy. The same in all generations of the tunnel, like
    /// <see cref="Counters"/>.
    /// </summary>
    public IReadOnlyList<PastTraffic> Past { get; init; } = [];

    /// <summary>Live counters of the tunnel: they continue over rekeys.</summary>
    public required IkeTunnelCounters Counters { get; init; }
}
