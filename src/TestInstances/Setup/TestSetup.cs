using System.Net;
using MyIkev2.Engine;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Setup;

/// <summary>A setup file as values: every option, with its default where the file does not say it. Immutable, compared by value.</summary>
public sealed record TestSetup
{
    /// <summary>Most tunnels that a test may have.</summary>
    public const int MaximumTunnels = 200_000;

    public static TestSetup Default { get; } = new();

    /// <summary><c>role</c>.</summary>
    public TestRole Role { get; init; } = TestRole.Client;

    /// <summary><c>desc</c>: shown at the start.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary><c>runningtime</c>; zero = without end.</summary>
    public TimeSpan RunningTime { get; init; }

    /// <summary><c>numberoftunnels</c>: to create (client) or to expect (gateway).</summary>
    public int NumberOfTunnels { get; init; } = 10;

    /// <summary><c>loglevel</c>: 1 critical to 5 debug.</summary>
    public int LogLevel { get; init; } = 2;

    /// <summary><c>logkeyword</c>: only messages that contain it are logged.</summary>
    public string LogKeyword { get; init; } = string.Empty;

    /// <summary><c>logfilesizecap</c>: megabytes after which the log is moved aside; 0 = no limit.</summary>
    public int LogFileMegabytes { get; init; } = 1000;

    /// <summary><c>loginmem</c>: the log is kept in memory and written at the end.</summary>
    public bool LogInMemory { get; init; }

    /// <summary><c>abortonerr</c>: the test ends at the first error.</summary>
    public bool AbortOnError { get; init; }

    /// <summary><c>startclntaddr</c>: address of the first tunnel with its prefix; each further tunnel has the next.</summary>
    public AddressWithPrefix? FirstClientAddress { get; init; }

    public MobikeSetup Mobike { get; init; } = MobikeSetup.Default;

    /// <summary><c>peeraddr</c>: the gateway, for a client.</summary>
    public IpAddress? PeerAddress { get; init; }

    /// <summary><c>bindifname</c>: the interface that carries the addresses.</summary>
    public string InterfaceName { get; init; } = string.Empty;

    /// <summary><c>bindifaddr</c>: a gateway's own tunnel address, or one more address of a client.</summary>
    public AddressWithPrefix? InterfaceAddress { get; init; }

    /// <summary><c>staticroute</c>: an <c>ip route replace</c> command.</summary>
    public string StaticRoute { get; init; } = string.Empty;

    /// <summary><c>setupinterval</c>: wait before the next tunnel; zero = as fast as <see cref="RunnerSetup.MaximumHalfOpen"/> allows.</summary>
    public TimeSpan SetupInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary><c>tunnelretryinterval</c>: wait between the tries of a tunnel.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>tunnelmaxretry</c>: tries of a tunnel.</summary>
    public int MaximumTries { get; init; } = 3;

    /// <summary><c>owntsaddrincrease</c>: step of the own traffic selectors from tunnel to tunnel.</summary>
    public ulong OwnSelectorStep { get; init; }

    /// <summary><c>peertsaddrincrease</c>: step of the peer's traffic selectors from tunnel to tunnel.</summary>
    public ulong PeerSelectorStep { get; init; } = 1;

    /// <summary><c>apilistenaddr</c>.</summary>
    public IPAddress ApiAddress { get; init; } = IPAddress.Any;

    /// <summary><c>apilistenport</c>.</summary>
    public int ApiPort { get; init; } = 12330;

    public FlapSetup Flap { get; init; } = FlapSetup.Default;

    public PoolSetup Pool { get; init; } = PoolSetup.Default;

    public IkeSetup Ike { get; init; } = IkeSetup.Default;

    /// <summary><c>childlist</c>: one entry per CHILD_SA; never empty.</summary>
    public ValueList<ChildSetup> Children { get; init; } = [ChildSetup.Default];

    public PingSetup Ping { get; init; } = PingSetup.Default;

    /// <summary><c>setup</c>: options of ours.</summary>
    public RunnerSetup Runner { get; init; } = RunnerSetup.Default;
}

/// <summary>The options of MOBIKE (RFC 4555): <c>mobike</c> and those whose names begin with it.</summary>
public sealed record MobikeSetup
{
    public static MobikeSetup Default { get; } = new();

    /// <summary><c>mobike</c>.</summary>
    public bool Enabled { get; init; }

    /// <summary>Addresses that each tunnel of a client takes.</summary>
    public int AddressesOfTunnel => Enabled ? AddressesPerTunnel : 1;

    /// <summary>Addresses that a gateway takes.</summary>
    public int AddressesOfGateway => Enabled ? AddressesPerGateway : 1;

    /// <summary><c>mobikeaddrpertunnel</c>: own addresses of a client's tunnel, taken consecutively.</summary>
    public int AddressesPerTunnel { get; init; } = 2;

    /// <summary><c>mobikeaddrpergw</c>: own addresses of a gateway.</summary>
    public int AddressesPerGateway { get; init; } = 2;

    /// <summary><c>mobikeiplifetime</c>: time between two changes of address.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>mobikechangeaddrtype</c>.</summary>
    public MobikeChange Change { get; init; } = MobikeChange.OwnOnly;
}

/// <summary><c>flapconf</c>: tunnels that go down and come up again, of a client.</summary>
public sealed record FlapSetup
{
    public static FlapSetup Default { get; } = new();

    /// <summary><c>flapping</c>.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>numoftunnel</c>: tunnels that flap; -1 = all.</summary>
    public int Tunnels { get; init; } = -1;

    /// <summary><c>minflapinterval</c>: shortest wait.</summary>
    public TimeSpan MinimumInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>maxflapinterval</c>: longest wait; it is random between the two.</summary>
    public TimeSpan MaximumInterval { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary><c>poolconf</c>: the addresses that a gateway hands out.</summary>
public sealed record PoolSetup
{
    public static PoolSetup Default { get; } = new();

    /// <summary><c>v4startaddr</c>: first address and prefix; null = none are handed out.</summary>
    public AddressWithPrefix? Ipv4 { get; init; }

    /// <summary><c>v6startaddr</c>.</summary>
    public AddressWithPrefix? Ipv6 { get; init; }

    /// <summary><c>v4dnslist</c>.</summary>
    public ValueList<IpAddress> Ipv4Dns { get; init; } = [];

    /// <summary><c>v6dnslist</c>.</summary>
    public ValueList<IpAddress> Ipv6Dns { get; init; } = [];
}

/// <summary><c>setup</c>: options of ours, which other programs that read setup files do not know.</summary>
public sealed record RunnerSetup
{
    public static RunnerSetup Default { get; } = new();

    /// <summary><c>max_half_open</c>: tunnels of a client that may be under way at once.</summary>
    public int MaximumHalfOpen { get; init; } = 256;

    /// <summary><c>seed</c> of what is random about the run: the waits of flapping.</summary>
    public int Seed { get; init; }

    /// <summary><c>own_port</c>: own UDP port of IKE.</summary>
    public int OwnPort { get; init; } = 500;

    /// <summary><c>own_natt_port</c>: own UDP port of IKE and ESP behind NATs.</summary>
    public int OwnNatTraversalPort { get; init; } = 4500;

    /// <summary><c>peer_port</c>: the gateway's UDP port of IKE.</summary>
    public int PeerPort { get; init; } = 500;

    /// <summary><c>peer_natt_port</c>: the gateway's UDP port of IKE and ESP behind NATs.</summary>
    public int PeerNatTraversalPort { get; init; } = 4500;

    /// <summary><c>shards</c> of the engine; 0 = by the number of cores.</summary>
    public int Shards { get; init; }

    /// <summary><c>eap_method</c> by which clients prove themselves.</summary>
    public SetupEapMethod EapMethod { get; init; }

    /// <summary><c>eap_identity</c>: <c>&amp;d</c> stands for the tunnel's index. Of a client who it is, of a gateway who may come.</summary>
    public string EapIdentity { get; init; } = string.Empty;

    /// <summary><c>eap_password</c>: <c>&amp;d</c> stands for the tunnel's index.</summary>
    public string EapPassword { get; init; } = string.Empty;

    /// <summary>Without the secret.</summary>
    public override string ToString() => "setup";
}

/// <summary>An address with the length of its network's prefix, such as <c>192.0.2.1/24</c>; the host part is kept.</summary>
public readonly record struct AddressWithPrefix(IpAddress Address, int PrefixLength)
{
    public override string ToString() => $"{Address}/{PrefixLength}";
}
