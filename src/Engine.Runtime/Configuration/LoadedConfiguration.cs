using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configuration as the service uses it. Immutable.</summary>
public sealed record LoadedConfiguration
{
    /// <summary>The VRFs with an IKE service, main first whether it has one or not.</summary>
    public required IReadOnlyList<VrfConfiguration> Vrfs { get; init; }

    /// <summary>The vpns of vrf main.</summary>
    public EngineConfiguration Engine => Vrfs[0].Engine;

    /// <summary>Where routes into the tunnel device of vrf main go, as far as the configuration says so.</summary>
    public TunnelRouting Routing => Vrfs[0].Routing;

    /// <summary>The vpns of all VRFs, for displays and comparisons.</summary>
    public EngineConfiguration Combined => VrfConfiguration.Combine(Vrfs);

    /// <summary>What monitors may know of each vpn.</summary>
    public IReadOnlyList<VpnConfiguration> Vpns => ConfigurationFacts.Publish(Combined);

    /// <summary>How much of each subsystem goes to each syslog facility, defaults resolved.</summary>
    public required EngineLogLevels LogLevels { get; init; }

    /// <summary>What the operator should know, for example options that have no effect yet.</summary>
    public required IReadOnlyList<ConfigDiagnostic> Warnings { get; init; }
}

/// <summary>
/// Request ids of security policies and numbers of manual tunnels, each counted for itself: a policy or tunnel keeps its number while it is configured, and
/// a number is never given twice in a process. Immutable.
/// </summary>
public sealed class RequestIds
{
    private readonly Numbers<(string Vpn, string Policy)> _policies;
    private readonly Numbers<string> _manualTunnels;

    private RequestIds(Numbers<(string Vpn, string Policy)> policies, Numbers<string> manualTunnels)
    {
        _policies = policies;
        _manualTunnels = manualTunnels;
    }

    public static RequestIds None { get; } = new(new([], 0), new([], 0));

    /// <summary>What a vpn or manual tunnel is called here: names of main are as they are, others may come again there.</summary>
    public static string Qualify(string vrf, string name) => vrf == VrfConfiguration.Main ? name : $"{vrf}/{name}";

    public uint Of(string vpn, string policy) => _policies.Given[(vpn, policy)];

    /// <summary>The number of <c>M1</c>.</summary>
    public uint OfManual(string tunnel) => _manualTunnels.Given[tunnel];

    /// <summary>Numbers for exactly these policies and manual tunnels; known ones keep theirs.</summary>
    public RequestIds For(IEnumerable<(string Vpn, string Policy)> policies, IEnumerable<string> manualTunnels)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(manualTunnels);
        return new RequestIds(_policies.For(policies), _manualTunnels.For(manualTunnels));
    }

    private sealed record Numbers<TKey>(Dictionary<TKey, uint> Given, uint Last)
        where TKey : notnull
    {
        public Numbers<TKey> For(IEnumerable<TKey> keys)
        {
            var given = new Dictionary<TKey, uint>();
            var last = Last;
            foreach (var key in keys)
            {
                given[key] = Given.TryGetValue(key, out var number) ? number : ++last;
            }

            return new Numbers<TKey>(given, last);
        }
    }
}
