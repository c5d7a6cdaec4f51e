using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Shard.Failures;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// One IKE SA: identity, path, keys, message IDs, children. Delegates the traffic to <see cref="RequestSender"/> and <see cref="RequestHandler"/>,
/// the deadlines to <see cref="SaTimers"/>, the children to <see cref="ChildSaTable"/>. Owned by one shard.
/// </summary>
internal sealed class IkeSa
{
    public IkeSa(ShardServices services, bool isInitiator, TunnelFamily family, in NetworkPath path)
    {
        Services = services;
        IsInitiator = isInitiator;
        Family = family;
        Generation = family.Enter(this);
        IsPolicyCertain = isInitiator || Generation > 1;
        Path = path;
        FirstRemote = path.Remote;
        UniqueId = services.NextIkeUniqueId();
        CreatedAt = services.Now;
        if (isInitiator && Generation == 1)
        {
            services.Context.Counters.IkeTunnelsInitiated.Increment();
        }

        LastInboundAt = services.Now;
        // A generation made by rekeying was never half open.
        State = isInitiator || Generation > 1 ? new IkeSaState.Initiating() : new IkeSaState.HalfOpen();
        Requests = new RequestSender(this);
        Incoming = new RequestHandler(this);
        Timers = new SaTimers(this);
        Activity = new SaActivity(this);
        Children = new ChildSaTable(this);
    }

    public ShardServices Services { get; }

    /// <summary>This side sent the IKE_SA_INIT request, or the CREATE_CHILD_SA request that rekeyed the IKE SA.</summary>
    public bool IsInitiator { get; }

    /// <summary>What it shares with the generations before and after it.</summary>
    public TunnelFamily Family { get; }

    public TunnelId TunnelId => Family.Id;

    public uint Generation { get; }

    public uint UniqueId { get; }

    public EngineInstant CreatedAt { get; }

    public EngineInstant? EstablishedAt { get; private set; }

    public IkeTunnelCounters Counters => Family.Counters;

    public ulong InitiatorSpi { get; set; }

    public ulong ResponderSpi { get; set; }

    public ulong OwnSpi => IsInitiator ? InitiatorSpi : ResponderSpi;

    public ulong PeerSpi => IsInitiator ? ResponderSpi : InitiatorSpi;

    /// <summary>The vpn; a responder may learn the final one in IKE_AUTH.</summary>
    public PeerPolicy? Policy { get; set; }

    public string Name => Policy?.Name ?? string.Empty;

    public string Vrf => Policy?.Vrf ?? Services.Context.Vrf;

    /// <summary>False for a responder while its vpn is only the first of those that the peer may belong to.</summary>
    public bool IsPolicyCertain { get; set; }

    public NetworkPath Path { get; set; }

    /// <summary>Where the first message came from or went to.</summary>
    public IpEndpoint FirstRemote { get; }

    public IkeSaState State { get; private set; }

    /// <summary>The last snapshot of it: what did not change is taken over into the next.</summary>
    public IkeTunnelSnapshot? Published { get; set; }

    public NatState Nat { get; set; }

    public PeerCapabilities Peer { get; set; }

    public NegotiatedSuite Suite { get; set; }

    public IkeKeys? Keys { get; private set; }

    public byte[] InitiatorNonce { get; set; } = [];

    public byte[] ResponderNonce { get; set; } = [];

    /// <summary>Own IKE_SA_INIT message, signed by AUTH; dropped once authenticated.</summary>
    public byte[] OwnInitMessage { get; set; } = [];

    /// <summary>The peer's IKE_SA_INIT message.</summary>
    public byte[] PeerInitMessage { get; set; } = [];

    public Identity? LocalIdentity { get; set; }

    public Identity? RemoteIdentity { get; set; }

    public AuthenticationMethod LocalMethod { get; set; }

    public AuthenticationMethod RemoteMethod { get; set; }

    /// <summary>Hashes that the peer can check signatures with (RFC 7427); null when it did not say.</summary>
    public IReadOnlyList<SignatureHashAlgorithm>? PeerHashes { get; set; }

    /// <summary>The peer asked for certificates (CERTREQ).</summary>
    public bool PeerWantsCertificates { get; set; }

    /// <summary>The certificate that the peer authenticated with; null without one.</summary>
    public Certificates.Certificate? RemoteCertificate { get; set; }

    /// <summary>Both sides support MOBIKE; null when not. The initiator has it from the moment it offers it.</summary>
    public MobilityState? Mobility { get; set; }

    /// <summary>What has been said of other gateways; null for nothing.</summary>
    public RedirectState? Redirect { get; set; }

    /// <summary>As responder, while the peer proves itself by EAP; null otherwise.</summary>
    public Exchanges.IkeAuth.EapResponder? Eap { get; set; }

    /// <summary>While the initiator proves itself a second time; null otherwise.</summary>
    public Exchanges.IkeAuth.SecondRound? SecondRound { get; set; }

    /// <summary>What the methods of authentication go by: the vpn, or what it says of the second round.</summary>
    public PeerPolicy RoundPolicy => SecondRound?.Policy ?? Policy!;

    /// <summary>Until it is authenticated, where both sides said USE_PPK; null otherwise.</summary>
    public PpkNegotiation? Ppk { get; set; }

    /// <summary>Until it is authenticated, where both sides support IKE_INTERMEDIATE; null otherwise.</summary>
    public IntermediateExchanges? Intermediate
    {
        get => Codec.Intermediate;
        set => Codec.Intermediate = value;
    }

    /// <summary>IKE_INTERMEDIATE exchanges were made before it, or the SA that it comes from by rekeying, was authenticated.</summary>
    public bool HadIntermediate { get; set; }

    /// <summary>Negotiations of the peer that go on with IKE_FOLLOWUP_KE; null where there never was one.</summary>
    public Exchanges.FollowupKe.FollowupStates? Followups { get; set; }

    /// <summary>A post-quantum preshared key is in its keys, or in those of the SA that it was made from by rekeying (RFC 8784).</summary>
    public bool IsPpkUsed { get; set; }

    public EngineInstant LastInboundAt { get; set; }

    public EngineInstant LastOutboundAt { get; private set; }

    /// <summary>What made the tunnel come up; a rekey and a reauthentication keep it.</summary>
    public ActivationMethod Activation { get; init; }

    /// <summary>The state that displays show. While the DELETE of an SA whose lifetime is over is unanswered, its children are still there.</summary>
    public IkeTunnelState PublishedState =>
        State is IkeSaState.Closing { Reason: CloseReason.Expired } && Children.AliveCount > 0 ? IkeTunnelState.Expired : State.Published;

    /// <summary>How many attempts to come up this one follows.</summary>
    public int Try { get; init; } = 1;

    /// <summary>The attempt is the service's own, and is made again after a refusal (<see cref="StartRetries"/>).</summary>
    public bool ComesBack { get; init; }

    /// <summary>Children that this attempt is for, so that another attempt can be made for them.</summary>
    public IReadOnlyList<ChildPolicy> WantedChildren { get; init; } = [];

    /// <summary>Children to set up again once this SA is deleted (reauthentication, break before make).</summary>
    public IReadOnlyList<ChildPolicy>? RestartWith { get; set; }

    /// <summary>The SA that this one replaces by reauthentication; deleted once this one is up (make before break).</summary>
    public IkeSa? Reauthenticates { get; init; }

    /// <summary>It takes the place of an SA, deleted before or after, whose authentication had become old.</summary>
    public bool IsReauthentication { get; init; }

    public MessageIdWindow Window { get; private set; } = new();

    public MessageCodec Codec { get; } = new();

    public RequestSender Requests { get; }

    public RequestHandler Incoming { get; }

    public SaTimers Timers { get; }

    public SaActivity Activity { get; }

    public ChildSaTable Children { get; }

    /// <summary>Requests that the peer put off.</summary>
    public PutOffs PutOffs { get; } = new();

    public bool UsesUdpEncapsulation => Nat.Any || ForcesUdpEncapsulation;

    /// <summary>ESP goes in UDP even without a NAT: the vpn wants it, or the host lets us do nothing else.</summary>
    public bool ForcesUdpEncapsulation => Policy?.ForceUdpEncapsulation == true || !Services.Context.CanSendRaw;

    public IkeHeader HeaderFor(ExchangeType exchange, bool isResponse, uint messageId)
    {
        var flags = (IsInitiator ? IkeHeaderFlags.Initiator : 0) | (isResponse ? IkeHeaderFlags.Response : 0);
        return IkeHeader.ForSending(InitiatorSpi, ResponderSpi, exchange, flags, messageId);
    }

    /// <summary>IKE_SA_INIT starts over with message ID 0 after COOKIE or INVALID_KE_PAYLOAD.</summary>
    public void RestartMessageIds() => Window = new MessageIdWindow();

    /// <summary>The only place that changes the state.</summary>
    public void Become(IkeSaState state)
    {
        var was = State;
        State = state;
        var gauges = Services.Context.Counters;
        if (was is IkeSaState.HalfOpen)
        {
            gauges.HalfOpen.Decrement();
            Services.HalfOpen.Remove(FirstRemote.Address);
            Services.Sas.ForgetHalfOpen(this);
        }

        if (state is IkeSaState.Established established)
        {
            EstablishedAt = established.Since;
            OwnInitMessage = [];
            PeerInitMessage = [];
            IsPpkUsed |= Ppk?.IsUsed == true;
            HadIntermediate |= Intermediate is { Count: > 0 };
            EndAuthentication();
            gauges.Established.Increment();
            gauges.IkeSaCreated.Increment();
            if (Generation == 1)
            {
                (IsInitiator ? ref gauges.IkeSaCreatedLocal : ref gauges.IkeSaCreatedRemote).Increment();
            }
        }
        else if (was is IkeSaState.Established)
        {
            gauges.Established.Decrement();
        }

        Activity.Count();
        Services.MarkDirty(this);
        Timers.Reschedule();
    }

    /// <summary>Takes ownership of the keys of the SA and switches protection on.</summary>
    public void InstallKeys(IkeKeys keys)
    {
        Keys?.Dispose();
        Keys = keys;
        Codec.Protection = new MessageProtection(Services.Context.Crypto, Suite, keys, IsInitiator, Services.Context.Random);
        if (Peer.Fragmentation && Policy?.Fragmentation != FeatureUse.No)
        {
            var overhead = (Path.Remote.Address.IsIpv6 ? 40 : 20) + 8 + 4;
            Codec.FragmentThreshold = Math.Max(128, Services.Configuration.Limits.FragmentSize - overhead);
        }

        KeyExport.Tell(this);
    }

    /// <summary>Other keys than those that protect messages; who calls owns those that it takes out.</summary>
    public void SwitchKeys(IkeKeys keys) => Keys = keys;

    /// <summary>The SA is authenticated (or made by a rekey): it becomes usable and its lifetimes start.</summary>
    public void Establish()
    {
        Become(new IkeSaState.Established(Services.Now));
        if (IsReauthentication)
        {
            Counters.Reauthentications.Increment();
        }

        Services.Sas.IndexEstablished(this);
        Timers.StartLifetimes();
        Services.Tunnels.Opened(this);
    }

    public void Transmit(IReadOnlyList<byte[]> datagrams) => Transmit(datagrams, Path);

    public void Transmit(IReadOnlyList<byte[]> datagrams, in NetworkPath path)
    {
        LastOutboundAt = Services.Now;
        foreach (var datagram in datagrams)
        {
            Counters.OutMessages.Increment();
            Counters.OutOctets.Add((ulong)datagram.Length);
            Services.Send(path, datagram);
        }

        if (datagrams.Count > 1)
        {
            Services.Context.Counters.FragmentsOut.Add((ulong)datagrams.Count);
        }

        Timers.Reschedule();
    }

    public void SendKeepalive()
    {
        LastOutboundAt = Services.Now;
        Services.Context.Counters.KeepalivesOut.Increment();
        Services.Context.Output.SendKeepalive(Path);
    }

    /// <summary>Tells the peer with a DELETE, then closes; at once when the SA is not usable.</summary>
    public void BeginDelete(CloseReason reason, string text, long request)
    {
        switch (State)
        {
            case IkeSaState.Established or IkeSaState.Rekeyed:
                Become(new IkeSaState.Closing(reason, text));
                Requests.RemoveQueued(_ => true, reason, text);
                Requests.Enqueue(new DeleteIkeInitiator { Request = request });
                break;
            case IkeSaState.Closing or IkeSaState.Closed:
                break;
            default:
                Close(reason, text);
                break;
        }
    }

    /// <summary>Ends the SA here and now: children, keys, timers, table, displays.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="text">Why, in words.</param>
    /// <param name="notify">The notify that told one side of it.</param>
    public void Close(CloseReason reason, string text, ErrorNotify notify = default)
    {
        if (State is IkeSaState.Closed)
        {
            return;
        }

        if (State is IkeSaState.Closing closing)
        {
            (reason, text, notify) = (closing.Reason, closing.Text, default);
        }

        var wasUsable = EstablishedAt is not null;
        var wasReplaced = State is IkeSaState.Rekeyed;
        var lost = Children.Policies;
        var phase = FailureRules.PhaseOf(this, reason);
        if (reason == CloseReason.Replaced && Requests.Current is Exchanges.CreateChildSa.RekeyIkeInitiator)
        {
            // A simultaneous rekey that the peer has won: its successor inherits before this SA goes.
            Requests.AbandonAll(reason, text);
            wasReplaced = State is IkeSaState.Rekeyed;
        }

        Become(new IkeSaState.Closed(reason, text));
        Requests.AbandonAll(reason, text);
        Activity.Note();
        Incoming.Abandon();
        Followups?.AbandonAll();
        Children.RemoveAll(reason);
        EndAuthentication();
        Keys?.Dispose();
        Keys = null;
        Codec.Protection = null;
        Services.Tunnels.Closed(this, new IkeSaEnd(reason, text, notify, phase, wasUsable, wasReplaced));
        if (!wasReplaced)
        {
            Services.Connector.OnClosed(this, lost, reason, wasUsable);
        }
    }

    private void EndAuthentication()
    {
        Eap?.Dispose();
        Eap = null;
        SecondRound = null;
        Ppk?.Dispose();
        Ppk = null;
        Intermediate = null;
    }
}
