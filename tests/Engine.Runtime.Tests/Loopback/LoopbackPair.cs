using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.DataPlane;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Tests.Diagnostics;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Loopback;

/// <summary>Two real engines in this process, talking over loopback on ports that the system chose.</summary>
internal sealed class LoopbackPair : IAsyncDisposable
{
    private const string PreSharedSecret = "correct horse battery staple";

    private readonly IRouteSink? _routesOfA;
    private readonly CompositeCryptoProvider _crypto = CryptoProviders.CreateBest();

    /// <param name="shards">Shards of each engine.</param>
    /// <param name="address">Where both listen.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="carriesPackets">Both engines carry packets between their sockets and a memory device, in UDP only.</param>
    /// <param name="routes">Remember which routes A wants.</param>
    /// <param name="routesOfA">Takes A's routes instead.</param>
    public LoopbackPair(int shards, string address = "127.0.0.1", Action<EngineRuntimeOptions>? configure = null, bool carriesPackets = false, bool routes = false, IRouteSink? routesOfA = null)
    {
        Address = address;
        TunOfA = carriesPackets ? new MemoryTunDevice(shards) : null;
        TunOfB = carriesPackets ? new MemoryTunDevice(shards) : null;
        RoutesOfA = routes ? new RecordingRoutes() : null;
        _routesOfA = routesOfA ?? RoutesOfA;
        A = Host(shards, DataPlaneOfA, TunOfA, LoggerOfA, configure);
        B = Host(shards, DataPlaneOfB, TunOfB, LoggerOfB, configure);
    }

    public string Address { get; }

    public EngineHost A { get; }

    public EngineHost B { get; }

    public SimulatedDataPlane DataPlaneOfA { get; } = new();

    public SimulatedDataPlane DataPlaneOfB { get; } = new();

    public MemoryTunDevice? TunOfA { get; }

    public MemoryTunDevice? TunOfB { get; }

    public RecordingRoutes? RoutesOfA { get; }

    public RecordingLogger LoggerOfA { get; } = new();

    public RecordingLogger LoggerOfB { get; } = new();

    /// <summary>Starts both without any vpn, so that each may learn the other's ports.</summary>
    public void Start()
    {
        B.Start(EngineConfiguration.Empty);
        A.Start(EngineConfiguration.Empty);
    }

    /// <summary>Configures <paramref name="vpns"/> vpns on both; those of A start by themselves if told so.</summary>
    public void Configure(int vpns, bool startByItself, Func<PeerPolicy, PeerPolicy>? change = null)
    {
        B.ApplyConfiguration(Configuration(vpns, forA: false, start: false, change));
        A.ApplyConfiguration(Configuration(vpns, forA: true, startByItself, change));
    }

    public EngineConfiguration Configuration(int vpns, bool forA, bool start, Func<PeerPolicy, PeerPolicy>? change = null)
    {
        var other = (forA ? B : A).Listeners;
        var address = other.First(l => !l.HasNonEspMarker).Endpoint.Address;
        change ??= static peer => peer;
        return new EngineConfiguration
        {
            Peers = Enumerable.Range(1, vpns).Select(n => change(new PeerPolicy
            {
                Name = $"vpn-{n}",
                LocalAddress = IpAddress.Parse(Address),
                RemoteAddress = IpAddress.Parse(Address).IsUnspecified ? address : IpAddress.Parse(Address),
                RemotePort = other.First(static l => !l.HasNonEspMarker).Endpoint.Port,
                RemoteNatTraversalPort = other.First(static l => l.HasNonEspMarker).Endpoint.Port,
                LocalIdentity = Identity.Fqdn(forA ? $"a{n}.example" : $"b{n}.example"),
                RemoteIdentity = new IdentityPattern(forA ? $"b{n}.example" : $"a{n}.example"),
                Proposals =
                [
                    new ProposalOffer
                    {
                        Protocol = ProtocolId.Ike,
                        Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
                        Prfs = [PseudorandomFunctionId.HmacSha256],
                        KeyExchanges = [KeyExchangeId.Ecp256],
                    },
                ],
                Children =
                [
                    new ChildPolicy
                    {
                        Name = $"child-{n}",
                        RequestId = (uint)n,
                        Proposals = [new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)] }],
                        LocalSelectors = [Subnet(forA ? 1 : 2, n)],
                        RemoteSelectors = [Subnet(forA ? 2 : 1, n)],
                        StartAction = start ? ChildAction.Start : ChildAction.None,
                        CloseAction = ChildAction.None,
                        DpdAction = ChildAction.None,
                    },
                ],
            })).ToValueList(),
            PreSharedKeys = [new PreSharedKey("key", [], System.Text.Encoding.UTF8.GetBytes(PreSharedSecret).ToValueList())],
            Limits = new EngineLimits { BlockThreshold = 0, CookieThreshold = 0 },
        };
    }

    /// <summary>Waits for a published state of one engine.</summary>
    public static async Task<RegistryView> UntilAsync(EngineHost host, Func<RegistryView, bool> condition)
    {
        using var changes = host.Registry.Subscribe();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (true)
            {
                var view = host.Registry.Capture();
                if (condition(view))
                {
                    return view;
                }

                await using var next = changes.ReadAllAsync(limit.Token).GetAsyncEnumerator();
                await next.MoveNextAsync();
            }
        }
        catch (OperationCanceledException)
        {
            var view = host.Registry.Capture();
            Assert.Fail($"waited in vain; there is: {string.Join("; ", view.Enumerate().Select(static t => $"{t.VpnName} #{t.UniqueId} {t.State} children {t.Children.Count}"))}");
            throw;
        }
    }

    public Task<CommandResult> ExecuteAsync(EngineCommand command, List<string>? progress = null) =>
        A.ExecuteAsync(command, line => progress?.Add(line), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        _crypto.Dispose();
    }

    private EngineHost Host(int shards, SimulatedDataPlane dataPlane, MemoryTunDevice? tun, RecordingLogger logger, Action<EngineRuntimeOptions>? configure)
    {
        var options = new EngineRuntimeOptions
        {
            Listeners = [new ListenerOptions { Address = Address, Port = 0, NatTraversalPort = 0 }],
            ShardCount = shards,
            JobThreads = 1,
            RawSockets = false,
            StopDeadline = TimeSpan.FromSeconds(30),
        };
        configure?.Invoke(options);
        return new EngineHost(options, new EngineHostServices
        {
            Crypto = _crypto,
            DataPlane = tun is null ? dataPlane : null,
            TunDevice = tun,
            Routes = ReferenceEquals(tun, TunOfA) ? _routesOfA : null,
            Loggers = logger,
            LogLevels = EngineLogLevels.Default.WithAll(LogFacility.Daemon, 1),
            Info = new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch },
        });
    }

    private static ConfiguredSelector Subnet(int side, int number) => new(IpAddress.Parse($"10.{side}.{number}.0"), 24);
}
