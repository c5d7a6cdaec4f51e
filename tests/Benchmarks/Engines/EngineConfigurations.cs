using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>Configurations of both sides: an initiator with many vpns, and a responder whose one vpn is for all of them.</summary>
internal static class EngineConfigurations
{
    public const string Secret = "a preshared key of the benchmark";

    private const string Own = "own";

    public const string ResponderId = "responder.example";

    /// <summary>Responder's side of every child.</summary>
    public const string ResponderSubnet = "10.72.0.0/16";

    /// <summary>What all initiators' sides of the children lie in.</summary>
    public const string InitiatorSubnets = "10.80.0.0/12";

    // Every limit that is there to slow a flood down would slow the benchmark down.
    private static readonly EngineLimits Limits = new() { CookieThreshold = 0, BlockThreshold = 0 };

    public static string VpnName(int number) => $"vpn-{number}";

    public static string ChildName(int number) => $"net-{number}";

    public static string InitiatorId(int number) => $"i{number}.example";

    /// <summary>Initiator number n's own address inside: one of a /12.</summary>
    public static string InitiatorHost(int number) => $"10.{80 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}";

    /// <summary>What initiator number n says it is.</summary>
    public static string InitiatorIdOf(EngineSuite suite, int number) => suite.Pki is null ? InitiatorId(number) : BenchmarkPki.InitiatorId;

    public static EngineConfiguration Initiator(EngineSuite suite, IpAddress own, IpAddress responder, int first, int count) => new()
    {
        Peers = Enumerable.Range(first, count).Select(number => new PeerPolicy
        {
            Name = VpnName(number),
            LocalAddress = own,
            RemoteAddress = responder,
            LocalIdentity = Identity.Fqdn(InitiatorIdOf(suite, number)),
            RemoteIdentity = new IdentityPattern(ResponderId),
            LocalAuthentication = Kind(suite),
            RemoteAuthentication = Kind(suite),
            Certificate = suite.Pki is null ? string.Empty : Own,
            UniqueSa = UniqueSaPolicy.Never,
            Proposals = [suite.Ike],
            Children = [Child(suite, ChildName(number), (uint)(number - first + 1), Selector(InitiatorHost(number) + "/32"), Selector(ResponderSubnet))],
        }).ToValueList(),
        PreSharedKeys = [Key],
        Credentials = suite.Pki is { } pki ? [pki.Initiator.Credential(Own)] : [],
        Certificates = Authorities(suite),
        Limits = Limits,
    };

    public static EngineConfiguration Responder(EngineSuite suite, IpAddress own) => new()
    {
        Peers =
        [
            new PeerPolicy
            {
                Name = "any",
                LocalAddress = own,
                LocalIdentity = Identity.Fqdn(ResponderId),
                LocalAuthentication = Kind(suite),
                RemoteAuthentication = Kind(suite),
                Certificate = suite.Pki is null ? string.Empty : Own,
                UniqueSa = UniqueSaPolicy.Never,
                Proposals = [suite.Ike],
                Children = [Child(suite, "any", 1, Selector(ResponderSubnet), Selector(InitiatorSubnets))],
            },
        ],
        PreSharedKeys = [Key],
        Credentials = suite.Pki is { } pki ? [pki.Responder.Credential(Own)] : [],
        Certificates = Authorities(suite),
        Limits = Limits,
    };

    private static PreSharedKey Key => new("all", [], Encoding.ASCII.GetBytes(Secret).ToValueList());

    private static AuthenticationKind Kind(EngineSuite suite) => suite.Pki is null ? AuthenticationKind.PreSharedKey : AuthenticationKind.Certificate;

    private static ValueList<KnownCertificate> Authorities(EngineSuite suite) => suite.Pki is { } pki ? [new("root", pki.Root, IsTrusted: true)] : [];

    private static ChildPolicy Child(EngineSuite suite, string name, uint requestId, ConfiguredSelector local, ConfiguredSelector remote) => new()
    {
        Name = name,
        RequestId = requestId,
        Proposals = [suite.Esp],
        LocalSelectors = [local],
        RemoteSelectors = [remote],
        StartAction = ChildAction.None,
        CloseAction = ChildAction.None,
        DpdAction = ChildAction.None,
    };

    private static ConfiguredSelector Selector(string subnet)
    {
        var parts = subnet.Split('/');
        return new ConfiguredSelector(IpAddress.Parse(parts[0]), int.Parse(parts[1]));
    }
}
