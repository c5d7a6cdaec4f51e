using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Ping;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard.Failures;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// What the SAs of one shard share: the moment, the configuration, tables, numbers, and the ways to report. Delegates; holds no protocol logic.
/// </summary>
internal sealed class ShardServices
{
    /// <summary>Costlier key exchanges than this run as jobs off the loop.</summary>
    private const int InlineMicroseconds = 150;

    private readonly DeadlineQueue _deadlines;
    private readonly TunnelPublisher _publisher;
    private readonly SpiAllocator _spis;
    private readonly NumberSource _ikeNumbers;
    private readonly NumberSource _childNumbers;
    private readonly NumberSource _tunnelNumbers;
    private readonly NumberSource _childTunnelNumbers;
    private readonly Dictionary<ulong, (IkeSa Sa, Exchange Exchange)> _jobs = [];
    private ulong _jobSerial;

    public ShardServices(ShardContext context)
    {
        Context = context;
        _deadlines = new DeadlineQueue(() => Sas.Count);
        _publisher = new TunnelPublisher(context);
        _spis = new SpiAllocator(context, Sas);
        var shards = context.Map.ShardCount;
        _ikeNumbers = new NumberSource(context.Id, shards, context.Map.Numbers);
        _childNumbers = new NumberSource(context.Id, shards, context.Map.Numbers);
        _tunnelNumbers = new NumberSource(context.Id, shards, context.Map.Numbers);
        _childTunnelNumbers = new NumberSource(context.Id, shards, context.Map.Numbers);
        Failures = new FailureReports(this, _publisher);
        Tunnels = new TunnelReports(this, _publisher);
        Stats = new MessageStatistics(context.Counters, context.Notifies);
        HalfOpen = new HalfOpenLimiter(context);
        Cookies = new CookieGate(context);
        Connector = new PeerConnector(this);
        Packets = context.DataPlane is null ? new EspShard(context, () => Now) : null;
        ManualTunnels = new ManualTunnels(this, _spis);
        _publisher.Source(ManualTunnels, Packets?.Policies);
        Retries = new StartRetries(this);
        Mobility = new PathChanges(this);
        Redirects = new Redirects(this);
        Reports = new SaReports(this);
        DataPlane = context.DataPlane ?? Packets!;
        Addresses = new VirtualAddresses(this);
        Radius = new RadiusSessions(this);
        _publisher.Pools = Addresses.Pools;
        if (Packets is not null)
        {
            Pings = new PingEngine(new InnerPacketSender(this), context.Random, context.AnswersEcho, Emit);
            Packets.Tap = Pings;
            Sessions = context.Sessions is { } table ? new ShardSessions(context, table, Packets.Sender) : null;
            Packets.Sessions = Sessions;
            _publisher.Pings = Pings;
        }
    }

    public ShardContext Context { get; }

    public EngineConfiguration Configuration { get; private set; } = EngineConfiguration.Empty;

    /// <summary>False until the first configuration, an empty one too, has come.</summary>
    public bool IsConfigured { get; private set; }

    /// <summary>The moment of the call that is being handled.</summary>
    public EngineInstant Now { get; set; }

    /// <summary>True once everything is being closed: nothing comes back.</summary>
    public bool IsStopping { get; set; }

    public IkeSaTable Sas { get; } = new();

    public PeerDirectory Peers { get; } = new();

    public PeerConnector Connector { get; }

    public StartRetries Retries { get; }

    /// <summary>Changes of the addresses that SAs use.</summary>
    public PathChanges Mobility { get; }

    /// <summary>Other gateways in place of the one that was asked.</summary>
    public Redirects Redirects { get; }

    public SaReports Reports { get; }

    /// <summary>What comes up, is replaced and ends is told here.</summary>
    public TunnelReports Tunnels { get; }

    /// <summary>What goes wrong enters the history here.</summary>
    public FailureReports Failures { get; }

    public MessageStatistics Stats { get; }

    public HalfOpenLimiter HalfOpen { get; }

    public CookieGate Cookies { get; }

    /// <summary>Where Child SAs are installed.</summary>
    public IDataPlane DataPlane { get; }

    /// <summary>The shard's own packet path; null when another data plane has the Child SAs.</summary>
    public EspShard? Packets { get; }

    /// <summary>Virtual addresses for peers, and from peers.</summary>
    public VirtualAddresses Addresses { get; }

    /// <summary>Tunnels whose peers a RADIUS server has authenticated.</summary>
    public RadiusSessions Radius { get; }

    /// <summary>The manual tunnels that this shard owns.</summary>
    public ManualTunnels ManualTunnels { get; }

    /// <summary>Echo requests through the shard's tunnels; null when another data plane has the Child SAs.</summary>
    public PingEngine? Pings { get; }

    /// <summary>The shard's part in the session table; null when there is none.</summary>
    public ShardSessions? Sessions { get; }

    public int UnfinishedJobs => _jobs.Count;

    public long? NextDeadline => _deadlines.Next;

    /// <summary>For tests: SAs that the deadlines hold, some of them more than once.</summary>
    public int DeadlineEntries => _deadlines.Entries;

    public int ChildSpiCount => _spis.ChildCount;

    public void Load(EngineConfiguration configuration)
    {
        Configuration = configuration;
        Sas.Reserve((configuration.Limits.SaTableSize + Context.Map.ShardCount - 1) / Context.Map.ShardCount);
        IsConfigured = true;
        Peers.Load(configuration);
        Packets?.Load(configuration);
        ManualTunnels.Load(configuration);
        Addresses.Pools?.Load(configuration.AddressPools);
    }

    // Numbers and SPIs.
    public uint NextIkeUniqueId() => (uint)_ikeNumbers.Next();

    public uint NextChildUniqueId() => (uint)_childNumbers.Next();

    public TunnelId NextChildTunnelId() => new(_childTunnelNumbers.Next());

    public TunnelFamily NextFamily() => new(new TunnelId(_tunnelNumbers.Next()));

    public ulong AllocateIkeSpi() => _spis.AllocateIke();

    public void ReleaseIkeSpi(ulong spi) => _spis.ReleaseIke(spi);

    public uint AllocateChildSpi() => _spis.AllocateChild();

    public void ReleaseChildSpi(uint spi) => _spis.ReleaseChild(spi);

    // Jobs.
    public ulong NextJobSerial() => ++_jobSerial;

    /// <summary>Runs a cheap job at once; null when it must go off the loop.</summary>
    public CryptoJobResult? RunNow(CryptoJob job) =>
        IsCheap(job) ? CryptoJobRunner.Run(job, Context.Crypto, Context.Random) : null;

    public void Start(CryptoJob job, IkeSa sa, Exchange exchange)
    {
        _jobs[job.Serial] = (sa, exchange);
        Context.Output.Start(job);
    }

    /// <summary>The waiting exchange of a finished job; null when its SA is gone.</summary>
    public (IkeSa Sa, Exchange Exchange)? TakeJob(ulong serial) =>
        _jobs.Remove(serial, out var waiting) && waiting.Sa.State is not IkeSaState.Closed ? waiting : null;

    // Time.
    public void Schedule(IkeSa sa, EngineInstant? at) => _deadlines.Schedule(sa, at?.Monotonic);

    /// <summary>After a firing: never again at the same moment, so that no deadline can spin.</summary>
    public void ScheduleAgain(IkeSa sa, EngineInstant? at) =>
        _deadlines.Schedule(sa, at is { } moment ? Math.Max(moment.Monotonic, Now.Monotonic + 1) : null);

    public IkeSa? TakeDue() => _deadlines.TakeDue(Now.Monotonic);

    // Sending.
    public void Send(in NetworkPath path, ReadOnlySpan<byte> message)
    {
        Context.Counters.OutMessages.Increment();
        Context.Counters.OutOctets.Add((ulong)message.Length);
        Context.Output.Send(path, message);
    }

    /// <summary>A notify that ends the SA and wants no answer: one request, never repeated.</summary>
    public void SendFinalNotify(IkeSa sa, NotifyType type) => SendFinal(sa, new NotifyPayload(type));

    /// <summary>The last word on an SA: one request, never repeated.</summary>
    public void SendFinal(IkeSa sa, Payload payload)
    {
        var header = sa.HeaderFor(ExchangeType.Informational, isResponse: false, sa.Window.NextRequestId);
        Payload[] payloads = [payload];
        Stats.CountSent(sa, ExchangeType.Informational, isResponse: false, payloads);
        sa.Transmit(sa.Codec.Encode(header, payloads));
    }

    /// <summary>
    /// With a NAT in between (or on request) the initiator goes on from and to the NAT traversal ports (RFC 7296 section 2.23); where the SA may move, in any
    /// case (RFC 4555 section 3.3).
    /// </summary>
    public void UseNatTraversalPort(IkeSa sa)
    {
        var isWanted = sa.UsesUdpEncapsulation || (sa.Policy!.Mobike && sa.Nat.PeerSupports);
        if (!isWanted || sa.Path.HasNonEspMarker)
        {
            return;
        }

        foreach (var listener in Context.Listeners)
        {
            var own = listener.Endpoint.Address;
            if (listener.HasNonEspMarker && own.IsIpv6 == sa.Path.Local.Address.IsIpv6 && (own == sa.Path.Local.Address || own.IsUnspecified || sa.Path.Local.Address.IsUnspecified))
            {
                sa.Path = new NetworkPath(
                    sa.Path.Local with { Port = listener.Endpoint.Port },
                    sa.Path.Remote with { Port = sa.Policy!.RemoteNatTraversalPort },
                    HasNonEspMarker: true);
                return;
            }
        }
    }

    // Peers and keys.
    public PreSharedKey? FindPreSharedKey(Identity local, Identity remote) => Peers.FindPreSharedKey(local, remote);

    public PeerPolicy? FindPeer(IkeSa sa, Identity remote, Identity? wanted, AuthenticationMethod? method) => Peers.Choose(sa, remote, wanted, method);

    /// <summary>True when another usable SA has the same identities, or for an initiator the same vpn.</summary>
    public bool HasOtherSa(IkeSa sa) => sa.RemoteIdentity is null
        ? Sas.FindUsable(sa.Name) is { } other && !ReferenceEquals(other, sa)
        : Sas.OfIdentities(sa.LocalIdentity, sa.RemoteIdentity).Any(other => !ReferenceEquals(other, sa) && other.Family != sa.Family);

    /// <summary>INITIAL_CONTACT (RFC 7296 section 2.4) and <c>unique-sa replace</c>: older SAs of the same identities go, here and on other shards.</summary>
    public void CloseDuplicatesOf(IkeSa sa, bool initialContact)
    {
        var unique = sa.Policy!.UniqueSa;
        var silently = initialContact && unique != UniqueSaPolicy.Never;
        if (!silently && unique != UniqueSaPolicy.Replace)
        {
            return;
        }

        CloseDuplicates(sa.LocalIdentity!, sa.RemoteIdentity!, sa.UniqueId, silently);
        for (var shard = 0; shard < Context.Map.ShardCount; shard++)
        {
            if (shard != Context.Id.Value)
            {
                Context.Output.Post(
                    new ShardId(shard), new ShardCommand.CloseDuplicates(sa.Name, sa.LocalIdentity!, sa.RemoteIdentity!, sa.UniqueId, silently));
            }
        }
    }

    public void CloseDuplicates(Identity local, Identity remote, uint exceptUniqueId, bool silently)
    {
        foreach (var other in Sas.OfIdentities(local, remote).Where(other => other.UniqueId != exceptUniqueId).ToArray())
        {
            if (silently)
            {
                other.Close(CloseReason.Replaced, "the peer starts anew (INITIAL_CONTACT)");
            }
            else
            {
                other.BeginDelete(CloseReason.Replaced, "replaced by a newer SA of the same identity (unique-sa)", 0);
            }
        }
    }

    /// <summary>What checks depend on the peer, who could choose the dearest, is never cheap.</summary>
    private bool IsCheap(CryptoJob job) => job switch
    {
        KeyExchangeJob exchange => !(Context.Crypto.KeyExchange(exchange.Method) is { } method && method.CostMicroseconds > InlineMicroseconds),
        SignatureJob signature => Context.Crypto.Signature(signature.Algorithm) is { } implementation
            && implementation.SignMicroseconds(signature.Key.Public) <= InlineMicroseconds,
        _ => false,
    };

    // Reporting: registry.
    public void MarkDirty(IkeSa sa) => _publisher.MarkDirty(sa);

    public void EndTurn()
    {
        if (Cookies.TakeTurn(Configuration.Limits, Context.Counters.HalfOpen.Value) is { } demanded)
        {
            Failures.HalfOpen(demanded);
        }

        _publisher.EndTurn(Now);
    }

    /// <summary>A Child SA that we asked for could not be negotiated; the IKE SA stands.</summary>
    public void ChildFailed(IkeSa sa, ChildNegotiation child, long request, CloseReason reason, string text, ErrorNotify notify)
    {
        var policy = child.Policy;
        CountChildFailure(sa, byPeer: false);
        CountFailure(sa, reason);
        MarkDirty(sa);
        Packets?.Gate.Fail(sa.Name, policy.Name);
        Failures.Negotiation(sa, FailureRules.PhaseOf(child), reason, $"CHILD_SA {policy.Name}: {text}", notify, policy, child.Replaces?.SpiIn ?? child.SpiIn);
        Reports.Fail(sa, request, reason, $"establishing CHILD_SA {policy.Name} failed: {text}");

        // A rekey has its own time to come again.
        if (child is { Activation: ActivationMethod.Automatic, Replaces: null })
        {
            Retries.Failed(sa.Name, [policy]);
        }
    }

    public void CountChildFailure(IkeSa sa, bool byPeer)
    {
        var counters = Context.Counters;
        counters.ChildSaFailed.Increment();
        (byPeer ? ref counters.ChildSaFailedRemote : ref counters.ChildSaFailedLocal).Increment();
        (byPeer ? ref sa.Counters.ChildrenFailedRemote : ref sa.Counters.ChildrenFailedLocal).Increment();
    }

    public void CountFailure(IkeSa sa, CloseReason reason)
    {
        var counters = Context.Counters;
        switch (reason)
        {
            case CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote or CloseReason.CertificateInvalid:
                counters.AuthFailures.Increment();
                sa.Counters.AuthFailures.Increment();
                break;
            case CloseReason.NoProposalChosen:
                counters.NoProposalFailures.Increment();
                break;
            case CloseReason.TsUnacceptable:
                counters.TsUnacceptableFailures.Increment();
                break;
        }
    }

    // Reporting: events.
    /// <summary>Keys have their own switch (<see cref="ShardContext.ExportKeys"/>).</summary>
    public void Emit(EngineEvent engineEvent)
    {
        if (engineEvent is KeysDerived or ChildKeysDerived || Context.Trace.Wants(engineEvent.Subsystem, engineEvent.Level))
        {
            Context.Output.Emit(engineEvent);
        }
    }
}
