using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configuration as the service uses it. Immutable.</summary>
public sealed record LoadedConfiguration
{
    public required EngineConfiguration Engine { get; init; }

    /// <summary>What monitors may know of each vpn.</summary>
    public IReadOnlyList<VpnConfiguration> Vpns => ConfigurationChange.Publish(Engine);

    /// <summary>How much of each subsystem goes to each syslog facility, defaults resolved.</summary>
    public required EngineLogLevels LogLevels { get; init; }

    /// <summary>What the operator should know, for example options that have no effect yet.</summary>
    public required IReadOnlyList<ConfigDiagnostic> Warnings { get; init; }
}

/// <summary>
/// Request ids of security policies: a policy keeps its number while it is configured, and a number is never given twice in a process. Immutable.
/// </summary>
public sealed class RequestIds
{
    private readonly Dictionary<(string Vpn, string Policy), uint> _numbers;
    private readonly uint _last;

    private RequestIds(Dictionary<(string Vpn, string Policy), uint> numbers, uint last)
    {
        _numbers = numbers;
        _last = last;
    }

    public static RequestIds None { get; } = new([], 0);

    public uint Of(string vpn, string policy) => _numbers[(vpn, policy)];

    /// <summary>Numbers for exactly these policies; known ones keep theirs.</summary>
    public RequestIds For(IEnumerable<(string Vpn, string Policy)> policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var numbers = new Dictionary<(string Vpn, string Policy), uint>();
        var last = _last;
        foreach (var policy in policies)
        {
            numbers[policy] = _numbers.TryGetValue(policy, out var number) ? number : ++last;
        }

        return new RequestIds(numbers, last);
    }
}
