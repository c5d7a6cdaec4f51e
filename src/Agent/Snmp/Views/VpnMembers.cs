using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>What belongs to one vpn while rows are kept up to date: its configuration and its IKE SAs. Not thread-safe.</summary>
internal sealed class VpnMembers(uint index, VpnKey? pastKey, VpnConfiguration? configuration)
{
    internal uint Index { get; } = index;

    /// <summary>Under what its past is found; null if it has none.</summary>
    internal VpnKey? PastKey { get; } = pastKey;

    internal VpnConfiguration? Configuration { get; } = configuration;

    internal List<IkeTunnelSnapshot> Generations { get; } = new(1);

    /// <summary>The one tunnel of a dynamic peer.</summary>
    internal TunnelId? Tunnel { get; init; }

    internal bool IsEmpty => Configuration is null && Generations.Count == 0;

    /// <summary>Every policy that is configured or has a pair. A vpn has a handful, so searches from the start beat a set.</summary>
    internal IReadOnlyList<string> ChildNames()
    {
        var configured = Configuration?.SecurityPolicies ?? [];
        List<string>? names = null;
        if (configured.Count > 1 && configured.Distinct().Count() != configured.Count)
        {
            names = [.. configured.Distinct()];
        }

        foreach (var generation in Generations)
        {
            for (var i = 0; i < generation.Children.Count; i++)
            {
                var name = generation.Children[i].PolicyName;
                if (!(names?.Contains(name) ?? configured.Contains(name)))
                {
                    names ??= [.. configured];
                    names.Add(name);
                }
            }
        }

        return names ?? configured;
    }
}
