using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;

namespace MyIkev2.TestInstances.Tests.Running;

/// <summary>Plans for a client and a gateway in one process, over loopback ports that the system chooses.</summary>
internal static class LoopbackPlans
{
    private const string Secret = "correct horse battery staple";

    private static readonly IpAddress Loopback = IpAddress.Parse("127.0.0.1");

    /// <summary>Where nobody listens: for plans that are never sent anywhere.</summary>
    public static IReadOnlyList<IkeListener> AnyGateway { get; } =
        [new IkeListener(new IpEndpoint(Loopback, 500), false), new IkeListener(new IpEndpoint(Loopback, 4500), true)];

    /// <summary>Answers everybody who has the key.</summary>
    public static RunPlan Gateway(int tunnels) => new()
    {
        Role = TestRole.Gateway,
        Tunnels = tunnels,
        Configuration = Configuration([Peer("clients", null, 0, 0) with { LocalIdentity = Identity.Fqdn("gateway.example"), RemoteIdentity = IdentityPattern.Any }]),
        Runtime = Options(),
    };

    /// <summary>A tunnel for each number to a gateway that listens there.</summary>
    public static RunPlan Client(int tunnels, IReadOnlyList<IkeListener> gateway, string secret = Secret) => new()
    {
        Role = TestRole.Client,
        Tunnels = tunnels,
        Configuration = Configuration(Enumerable.Range(0, tunnels).Select(number => Peer(
            $"tunnel-{number}",
            Loopback,
            gateway.First(static listener => !listener.HasNonEspMarker).Endpoint.Port,
            gateway.First(static listener => listener.HasNonEspMarker).Endpoint.Port,
            number) with
        {
            LocalIdentity = Identity.Fqdn($"client{number}.example"),
            RemoteIdentity = new IdentityPattern("gateway.example"),
        }), secret),
        Runtime = Options(),
        MaximumTries = 1,
    };

    private static EngineRuntimeOptions Options() => new()
    {
        Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 }],
        ShardCount = 1,
        JobThreads = 1,
        RawSockets = false,
        Tunnel = { Enabled = TunnelDeviceUse.Never },
        StopDeadline = TimeSpan.FromSeconds(30),
    };

    private static EngineConfiguration Configuration(IEnumerable<PeerPolicy> peers, string secret = Secret) => new()
    {
        Peers = peers.ToValueList(),
        PreSharedKeys = [new PreSharedKey("all", [], Encoding.UTF8.GetBytes(secret).ToValueList())],
        Limits = new EngineLimits { BlockThreshold = 0, CookieThreshold = 0 },
    };

    private static PeerPolicy Peer(string name, IpAddress? remote, ushort port, ushort natTraversalPort, int number = -1) => new()
    {
        Name = name,
        LocalAddress = remote,
        RemoteAddress = remote,
        RemotePort = port,
        RemoteNatTraversalPort = natTraversalPort,
        Proposals =
        [
            new ProposalOffer
            {
                Protocol = ProtocolId.Ike,
                Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)],
                Prfs = [PseudorandomFunctionId.HmacSha256],
                KeyExchanges = [KeyExchangeId.Curve25519],
            },
        ],
        Children =
        [
            new ChildPolicy
            {
                Name = "net",
                RequestId = (uint)(number + 2),
                Proposals = [new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)] }],
                LocalSelectors = [number < 0 ? Subnet("10.2.0.0", 16) : Subnet($"10.1.{number / 256}.{number % 256}", 32)],
                RemoteSelectors = [number < 0 ? Subnet("10.1.0.0", 16) : Subnet("10.2.0.0", 16)],
                StartAction = ChildAction.None,
                CloseAction = ChildAction.None,
                DpdAction = ChildAction.None,
            },
        ],
    };

    private static ConfiguredSelector Subnet(string address, int length) => new(IpAddress.Parse(address), length);
}
