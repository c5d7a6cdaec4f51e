using MyIkev2.Engine;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>TABLE: the options at the top of a setup file, and in <c>flapconf</c>, <c>poolconf</c> and <c>setup</c>.</summary>
internal static class SetupTable
{
    /// <summary>What the vendor's tool means by "without end", and the longest time of anything here.</summary>
    internal static readonly TimeSpan Forever = TimeSpan.FromDays(3650);

    internal static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private const int MostChildren = 64;

    private static readonly SetupType<int> Port = SetupTypes.Number(1, ushort.MaxValue);

    private static readonly SetupSection<FlapSetup> Flap = new(FlapSetup.Default,
    [
        new ValueOption<FlapSetup, bool>("flapping", "Tunnels go down and come up again.", SetupTypes.Boolean,
            static s => s.Enabled, static (s, v) => s with { Enabled = v }),
        new ValueOption<FlapSetup, int>("numoftunnel", "How many of them; -1 = all.", SetupTypes.Number(-1, TestSetup.MaximumTunnels),
            static s => s.Tunnels, static (s, v) => s with { Tunnels = v }),
        new ValueOption<FlapSetup, TimeSpan>("minflapinterval", "Shortest wait before the next change.", SetupTypes.Duration(TimeSpan.FromSeconds(10), Forever),
            static s => s.MinimumInterval, static (s, v) => s with { MinimumInterval = v }),
        new ValueOption<FlapSetup, TimeSpan>("maxflapinterval", "Longest wait; it is random between the two.", SetupTypes.Duration(TimeSpan.FromSeconds(10), Forever),
            static s => s.MaximumInterval, static (s, v) => s with { MaximumInterval = v }),
    ]);

    private static readonly SetupSection<PoolSetup> Pool = new(PoolSetup.Default,
    [
        new ValueOption<PoolSetup, AddressWithPrefix?>("v4startaddr", "First address, with the prefix to assign from; empty = none is assigned.", SetupTypes.OptionalPrefix,
            static s => s.Ipv4, static (s, v) => s with { Ipv4 = v }),
        new ValueOption<PoolSetup, AddressWithPrefix?>("v6startaddr", "The same for IPv6.", SetupTypes.OptionalPrefix,
            static s => s.Ipv6, static (s, v) => s with { Ipv6 = v }),
        new ListOption<PoolSetup, IpAddress>("v4dnslist", "DNS servers to hand out.", SetupTypes.Address,
            static s => s.Ipv4Dns, static (s, v) => s with { Ipv4Dns = v }, mayBeEmpty: true),
        new ListOption<PoolSetup, IpAddress>("v6dnslist", "The same for IPv6.", SetupTypes.Address,
            static s => s.Ipv6Dns, static (s, v) => s with { Ipv6Dns = v }, mayBeEmpty: true),
    ]);

    private static readonly SetupSection<RunnerSetup> Runner = new(RunnerSetup.Default,
    [
        new ValueOption<RunnerSetup, int>("max_half_open", "Tunnels of a client that may be under way at once.", SetupTypes.Number(1, 65_536),
            static s => s.MaximumHalfOpen, static (s, v) => s with { MaximumHalfOpen = v }),
        new ValueOption<RunnerSetup, int>("seed", "Seed of the random waits of flapping.", SetupTypes.Number(0, int.MaxValue),
            static s => s.Seed, static (s, v) => s with { Seed = v }),
        new ValueOption<RunnerSetup, int>("own_port", "Own UDP port of IKE.", Port,
            static s => s.OwnPort, static (s, v) => s with { OwnPort = v }),
        new ValueOption<RunnerSetup, int>("own_natt_port", "Own UDP port of IKE and ESP behind NATs.", Port,
            static s => s.OwnNatTraversalPort, static (s, v) => s with { OwnNatTraversalPort = v }),
        new ValueOption<RunnerSetup, int>("peer_port", "The gateway's UDP port of IKE.", Port,
            static s => s.PeerPort, static (s, v) => s with { PeerPort = v }),
        new ValueOption<RunnerSetup, int>("peer_natt_port", "The gateway's UDP port of IKE and ESP behind NATs.", Port,
            static s => s.PeerNatTraversalPort, static (s, v) => s with { PeerNatTraversalPort = v }),
        new ValueOption<RunnerSetup, int>("shards", "Threads of the engine; 0 = by the number of cores.", SetupTypes.Number(0, 64),
            static s => s.Shards, static (s, v) => s with { Shards = v }),
        new ValueOption<RunnerSetup, SetupEapMethod>("eap_method", "The EAP method by which clients prove themselves.",
            SetupTypes.Words(("mschapv2", SetupEapMethod.Mschapv2), ("md5", SetupEapMethod.Md5), ("tls", SetupEapMethod.Tls)),
            static s => s.EapMethod, static (s, v) => s with { EapMethod = v }),
        new ValueOption<RunnerSetup, string>("eap_identity", "The EAP identity of a client, without eapoltestconf, or those that a gateway lets in; &d is the index of the tunnel.", SetupTypes.Text,
            static s => s.EapIdentity, static (s, v) => s with { EapIdentity = v }),
        new ValueOption<RunnerSetup, string>("eap_password", "Its password; &d is the index of the tunnel. Not for tls, where certificates of eedir and cadir count.", SetupTypes.Text,
            static s => s.EapPassword, static (s, v) => s with { EapPassword = v }),
    ]);

    public static SetupSection<TestSetup> Root { get; } = new(TestSetup.Default,
    [
        new ValueOption<TestSetup, TestRole>("role", "A client starts the tunnels, a gateway answers.", SetupTypes.Words(("client", TestRole.Client), ("gateway", TestRole.Gateway)),
            static s => s.Role, static (s, v) => s with { Role = v }),
        new ValueOption<TestSetup, string>("desc", "Shown at the start.", SetupTypes.Text,
            static s => s.Description, static (s, v) => s with { Description = v }),
        new ValueOption<TestSetup, TimeSpan>("runningtime", "How long the test lasts; 0s = until it is stopped.", SetupTypes.Duration(TimeSpan.Zero, Forever),
            static s => s.RunningTime, static (s, v) => s with { RunningTime = v }),
        new ValueOption<TestSetup, int>("numberoftunnels", "Tunnels to create, or to expect.", SetupTypes.Number(1, TestSetup.MaximumTunnels),
            static s => s.NumberOfTunnels, static (s, v) => s with { NumberOfTunnels = v }),
        new ValueOption<TestSetup, int>("loglevel", "What the log file has: 1 critical, 2 error, 3 warning, 4 info, 5 debug.", SetupTypes.Number(1, 5),
            static s => s.LogLevel, static (s, v) => s with { LogLevel = v }),
        new ValueOption<TestSetup, string>("logkeyword", "Only messages that contain it are logged.", SetupTypes.Text,
            static s => s.LogKeyword, static (s, v) => s with { LogKeyword = v }),
        new ValueOption<TestSetup, int>("logfilesizecap", "Megabytes after which the log file is moved aside; 0 = no limit.", SetupTypes.Number(0, 1_000_000),
            static s => s.LogFileMegabytes, static (s, v) => s with { LogFileMegabytes = v }),
        new ValueOption<TestSetup, bool>("loginmem", "Keep the log in memory and write it at the end.", SetupTypes.Boolean,
            static s => s.LogInMemory, static (s, v) => s with { LogInMemory = v }),
        new ValueOption<TestSetup, bool>("abortonerr", "End at the first error.", SetupTypes.Boolean,
            static s => s.AbortOnError, static (s, v) => s with { AbortOnError = v }),
        new ValueOption<TestSetup, AddressWithPrefix?>("startclntaddr", "Address of the first tunnel, with prefix; each further tunnel has the next one. Client.", SetupTypes.OptionalPrefix,
            static s => s.FirstClientAddress, static (s, v) => s with { FirstClientAddress = v }),
        new ValueOption<TestSetup, bool>("mobike", "RFC 4555.", SetupTypes.Boolean,
            static s => s.Mobike.Enabled, static (s, v) => s with { Mobike = s.Mobike with { Enabled = v } }),
        new ValueOption<TestSetup, int>("mobikeaddrpertunnel", "Own addresses of a tunnel. Client.", SetupTypes.Number(1, 256),
            static s => s.Mobike.AddressesPerTunnel, static (s, v) => s with { Mobike = s.Mobike with { AddressesPerTunnel = v } }),
        new ValueOption<TestSetup, int>("mobikeaddrpergw", "Own addresses of the gateway. Gateway.", SetupTypes.Number(1, 256),
            static s => s.Mobike.AddressesPerGateway, static (s, v) => s with { Mobike = s.Mobike with { AddressesPerGateway = v } }),
        new ValueOption<TestSetup, TimeSpan>("mobikeiplifetime", "Time between two changes of address. Client.", SetupTypes.Duration(TimeSpan.FromSeconds(1), Forever),
            static s => s.Mobike.AddressLifetime, static (s, v) => s with { Mobike = s.Mobike with { AddressLifetime = v } }),
        new ValueOption<TestSetup, MobikeChange>("mobikechangeaddrtype", "Which addresses change. Client.",
            SetupTypes.Words(("own-only", MobikeChange.OwnOnly), ("peer-only", MobikeChange.PeerOnly), ("both", MobikeChange.Both)),
            static s => s.Mobike.Change, static (s, v) => s with { Mobike = s.Mobike with { Change = v } }),
        new ValueOption<TestSetup, IpAddress?>("peeraddr", "The gateway. Client.", SetupTypes.OptionalAddress,
            static s => s.PeerAddress, static (s, v) => s with { PeerAddress = v }),
        new ValueOption<TestSetup, string>("bindifname", "The interface that gets the addresses; empty = none are added.", SetupTypes.InterfaceName,
            static s => s.InterfaceName, static (s, v) => s with { InterfaceName = v }),
        new ValueOption<TestSetup, AddressWithPrefix?>("bindifaddr", "A gateway's own address; one more address of a client.", SetupTypes.OptionalPrefix,
            static s => s.InterfaceAddress, static (s, v) => s with { InterfaceAddress = v }),
        new ValueOption<TestSetup, string>("staticroute", "An 'ip route replace' command.", SetupTypes.Text,
            static s => s.StaticRoute, static (s, v) => s with { StaticRoute = v }),
        new ValueOption<TestSetup, TimeSpan>("setupinterval", "Wait before the next tunnel; 0s = as fast as setup.max_half_open allows. Client.", SetupTypes.Duration(TimeSpan.Zero, Day),
            static s => s.SetupInterval, static (s, v) => s with { SetupInterval = v }),
        new ValueOption<TestSetup, TimeSpan>("tunnelretryinterval", "Wait between the tries of a tunnel. Client.", SetupTypes.Duration(TimeSpan.Zero, Day),
            static s => s.RetryInterval, static (s, v) => s with { RetryInterval = v }),
        new ValueOption<TestSetup, int>("tunnelmaxretry", "Tries of a tunnel. Client.", SetupTypes.Number(1, 1_000_000),
            static s => s.MaximumTries, static (s, v) => s with { MaximumTries = v }),
        new ValueOption<TestSetup, ulong>("owntsaddrincrease", "Step of the own traffic selectors from tunnel to tunnel. Client.", SetupTypes.Step,
            static s => s.OwnSelectorStep, static (s, v) => s with { OwnSelectorStep = v }),
        new ValueOption<TestSetup, ulong>("peertsaddrincrease", "Step of the peer's traffic selectors from tunnel to tunnel. Client.", SetupTypes.Step,
            static s => s.PeerSelectorStep, static (s, v) => s with { PeerSelectorStep = v }),
        new ValueOption<TestSetup, System.Net.IPAddress>("apilistenaddr", "Where the test's gRPC API listens.", SetupTypes.HostAddress,
            static s => s.ApiAddress, static (s, v) => s with { ApiAddress = v }),
        new ValueOption<TestSetup, int>("apilistenport", "Its port; 0 = a free one.", SetupTypes.Number(0, ushort.MaxValue),
            static s => s.ApiPort, static (s, v) => s with { ApiPort = v }),
        new SectionOption<TestSetup, FlapSetup>("flapconf", "Flapping. Client.", Flap, static s => s.Flap, static (s, v) => s with { Flap = v }),
        new SectionOption<TestSetup, PoolSetup>("poolconf", "Addresses to assign. Gateway.", Pool, static s => s.Pool, static (s, v) => s with { Pool = v }),
        new SectionOption<TestSetup, IkeSetup>("ikeconf", "The IKE SAs.", IkeTable.Section, static s => s.Ike, static (s, v) => s with { Ike = v }),
        new SectionListOption<TestSetup, ChildSetup>("childlist", "The CHILD_SAs of each tunnel.", ChildTable.Section, MostChildren,
            static s => s.Children, static (s, v) => s with { Children = v }),
        new SectionOption<TestSetup, PingSetup>("pingconf", "Echo requests through the tunnels.", PingTable.Section, static s => s.Ping, static (s, v) => s with { Ping = v }),
        new SectionOption<TestSetup, RunnerSetup>("setup", "Options that only this program knows.", Runner, static s => s.Runner, static (s, v) => s with { Runner = v }),
    ]);
}
