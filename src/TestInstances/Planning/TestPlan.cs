using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Addresses;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Running;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>
/// What a setup comes to: the engine's configuration with a vpn per tunnel (client) or one for all (gateway), the addresses it needs, the pings. Immutable. What is
/// equal in all tunnels exists once: a plan for 100,000 has 100,000 small records and one set of proposals, lifetimes and keys.
/// </summary>
public sealed class TestPlan
{
    /// <summary>Name of a gateway's one vpn.</summary>
    public const string GatewayVpn = "gateway";

    /// <summary>Routing table of the routes into the tunnels, apart from that of the service (220).</summary>
    public const uint RoutingTable = 330;

    private TestPlan(TestSetup setup, EngineConfiguration configuration)
    {
        Setup = setup;
        Configuration = configuration;
        Addresses = PlanAddresses(setup);
    }

    /// <summary>What was planned.</summary>
    public TestSetup Setup { get; }

    /// <summary>For <see cref="EngineHost.Start"/>. No vpn starts by itself, and none is trapped: pace is the run's business.</summary>
    public EngineConfiguration Configuration { get; }

    /// <summary>A client's tunnels in the order of their creation, one vpn each; a tunnel's index is its position. Empty for a gateway.</summary>
    public ValueList<PeerPolicy> Tunnels => Setup.Role == TestRole.Client ? Configuration.Peers : [];

    /// <summary>Addresses that must be there before the engine starts; empty when the file names no interface.</summary>
    public IReadOnlyList<PlannedAddresses> Addresses { get; }

    /// <summary>Whether packets are to go through the tunnels: those of the host, or pings.</summary>
    public bool CarriesPackets => Setup.Ike.InstallsFastPath || Setup.Ping.IsEnabled;

    /// <summary>Name of a client's vpn by its index.</summary>
    public static string TunnelName(int index) => $"tunnel-{index}";

    /// <summary>Name of a security policy by its position in <c>childlist</c>.</summary>
    public static string ChildName(int position) => $"child-{position}";

    /// <summary>Plans a setup. Throws <see cref="ArgumentException"/> when <see cref="SetupRules"/> finds an error in it: a reader has shown it before.</summary>
    /// <param name="setup">The setup.</param>
    /// <param name="material">What the files hold that it names.</param>
    public static TestPlan Create(TestSetup setup, SetupMaterial? material = null)
    {
        var errors = SetupRules.Check(setup).Where(static finding => finding.IsError).ToList();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(setup));
        }

        var common = new CommonPolicies(setup, material ?? SetupMaterial.None);
        return new TestPlan(setup, setup.Role == TestRole.Client ? ClientPolicies.Build(setup, common) : GatewayPolicies.Build(setup, common));
    }

    /// <summary>Options of an engine of its own for the plan, new with each call; the caller may change what the plan does not say.</summary>
    public EngineRuntimeOptions CreateRuntimeOptions() => new()
    {
        Listeners = { new ListenerOptions { Address = ListenAddress().ToString(), Port = Setup.Runner.OwnPort, NatTraversalPort = Setup.Runner.OwnNatTraversalPort } },
        ShardCount = Setup.Runner.Shards,
        StopDeadline = StopDeadline(),
        Tunnel =
        {
            Enabled = Setup.Ike.InstallsFastPath ? TunnelDeviceUse.Always : TunnelDeviceUse.Never,
            Name = "myikev2test",
            RoutingTable = RoutingTable,
            RulePriority = (int)RoutingTable,
            RemoveLeftovers = false,
        },
    };

    /// <summary>The run of this plan.</summary>
    /// <param name="logFile">Where the events go that <c>loglevel</c> and <c>logkeyword</c> choose; null = nowhere.</param>
    public RunPlan CreateRunPlan(string? logFile = null) => new()
    {
        Role = Setup.Role,
        Tunnels = Setup.NumberOfTunnels,
        Configuration = Configuration,
        Runtime = CreateRuntimeOptions(),
        Description = Setup.Description,
        SetupInterval = Setup.SetupInterval,
        Window = Setup.Runner.MaximumHalfOpen,
        RetryInterval = Setup.RetryInterval,
        MaximumTries = Setup.MaximumTries,
        RunningTime = Setup.RunningTime,
        AbortOnError = Setup.AbortOnError,
        Flapping = Setup is { Role: TestRole.Client, Flap: { Enabled: true } flap }
            ? new FlapPlan(flap.Tunnels < 0 ? Setup.NumberOfTunnels : flap.Tunnels, flap.MinimumInterval, flap.MaximumInterval)
            : null,
        Pings = PingOf(0) is { } ping ? new PingSchedule(Setup.Ping.HoldTime, ping) { ForTunnel = Setup.Ping.AutoAddresses ? null : index => PingOf(index)! } : null,
        CarriesPackets = CarriesPackets,
        Prepare = Addresses.Count == 0 ? null : PrepareAsync,
        KeepsIkeHistory = Setup.Ike.KeepsIkeHistory,
        KeepsChildHistory = Setup.Ike.KeepsChildHistory,
        Log = logFile is null ? null
            : new EventLogPlan(logFile, (TestEventLevel)Setup.LogLevel, Setup.LogKeyword, (long)Setup.LogFileMegabytes * 1_000_000, Setup.LogInMemory),
        Seed = Setup.Runner.Seed,
        SaOptions = CreateSaOptions(),
    };

    /// <summary>How to ping through the tunnel with an index, or null when there are no pings.</summary>
    public PingPlan? PingOf(int tunnel)
    {
        var ping = Setup.Ping;
        return !ping.IsEnabled ? null : new PingPlan
        {
            Interval = ping.Interval,
            PayloadLength = ping.PayloadLength,
            SetupInterval = ping.SetupInterval,
            MaximumLossPercent = ping.MaximumLossPercent,
            Source = ping.AutoAddresses ? null : Stepped(ping.Source, ping.SourceStep, tunnel),
            Destination = ping.AutoAddresses ? null : Stepped(ping.Destination, ping.DestinationStep, tunnel),
        };
    }

    // Netlink answers at once, and asks the network namespace of the thread that is here now.
    private Task<IAsyncDisposable> PrepareAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(InstalledAddresses.Install(Addresses, cancellationToken));

    private TestSaOptions CreateSaOptions() => new()
    {
        // RFC 7427 section 7 (hash algorithm registry).
        SignatureHash = Setup.Ike.Certificates.SignatureHash switch
        {
            SignatureHash.Sha1 => 1,
            SignatureHash.Sha256 => 2,
            SignatureHash.Sha384 => 3,
            _ => 4,
        },
        RsaPss = Setup.Ike.Certificates.UsesRsaPss,
        OwnEap = SetupAuthentications.EapUseOf(Setup.Ike.OwnAuthentication),
        PeerEap = SetupAuthentications.EapUseOf(Setup.Ike.PeerAuthentication),
        LivenessChecks = Setup.Ike.InitiatesDpd,
        ForcedLivenessChecks = Setup.Ike.ForcesDpd,
        Margin = Setup.Ike.MarginTime,
        Jitter = Setup.Ike.Jitter,
        CarriesPackets = Setup.Ike.InstallsFastPath,
        KeepsChildHistory = Setup.Ike.KeepsChildHistory,
        KeepsIkeHistory = Setup.Ike.KeepsIkeHistory,
    };

    private static System.Net.IPAddress? Stepped(IpAddress? first, ulong step, int count) =>
        first is { } start ? AddressSteps.Step(start, step, (ulong)count)?.ToIPAddress() : null;

    /// <summary>One socket for all addresses of a client; a gateway's own address where the file says one.</summary>
    private IpAddress ListenAddress()
    {
        var family = Setup.Role == TestRole.Client ? Setup.FirstClientAddress!.Value.Address : Setup.InterfaceAddress?.Address;
        return Setup.Role == TestRole.Gateway && !Setup.Mobike.Enabled && family is { } own ? own : IpAddress.FromBits(0, family?.IsIpv6 ?? false);
    }

    /// <summary>A DELETE is given the time of every transmission, as far as the engine lets a stop wait.</summary>
    private TimeSpan StopDeadline()
    {
        var wanted = Setup.Ike.RetransmissionInterval * Setup.Ike.MaximumTransmissions;
        return wanted < EngineRuntimeOptions.LongestStopDeadline ? wanted : EngineRuntimeOptions.LongestStopDeadline;
    }

    private static List<PlannedAddresses> PlanAddresses(TestSetup setup)
    {
        var all = new List<PlannedAddresses>();
        if (setup.InterfaceName.Length > 0)
        {
            if (setup.Role == TestRole.Client && setup.FirstClientAddress is { } first)
            {
                all.Add(new PlannedAddresses(setup.InterfaceName, first.Address, first.PrefixLength, setup.NumberOfTunnels * setup.Mobike.AddressesOfTunnel));
            }

            if (setup.InterfaceAddress is { } own)
            {
                all.Add(new PlannedAddresses(setup.InterfaceName, own.Address, own.PrefixLength, setup.Role == TestRole.Gateway ? setup.Mobike.AddressesOfGateway : 1));
            }
        }

        if (setup.Ping is { AssignsSource: true, IsEnabled: true, AutoAddresses: false, Source: { } source })
        {
            all.Add(new PlannedAddresses(setup.Ike.VirtualAddressInterface, source, source.Length * 8, setup.Ping.SourceStep == 0 ? 1 : setup.NumberOfTunnels, setup.Ping.SourceStep));
        }

        return all;
    }
}
