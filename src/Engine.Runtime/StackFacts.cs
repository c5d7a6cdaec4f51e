using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>What the registry tells of a stack (VRF).</summary>
internal static class StackFacts
{
    /// <summary>
    /// The facts as they are. Filters do not log, do not run before decapsulation, and no provider is validated under FIPS 140: false, because it is so.
    /// </summary>
    /// <param name="vrf">Its name.</param>
    /// <param name="listeners">The open ports; null while the engine does not run, and then nothing is protected.</param>
    /// <param name="configuration">The running configuration.</param>
    public static StackInfo Of(string vrf, IReadOnlyList<IkeListener>? listeners, EngineConfiguration configuration) => new()
    {
        Name = vrf,
        IpSecurity = listeners is not null,
        Ipv6Security = listeners?.Any(static listener => listener.Endpoint.Address.IsIpv6) == true,
        FilterSet = configuration.Peers.Any(static peer => peer.Enabled && peer.Children.Count > 0) || configuration.ManualTunnels.Count > 0
            ? StackFilterSet.Policy
            : StackFilterSet.Default,
        IsInSnmp = configuration.IsInSnmp,
        NatKeepaliveInterval = configuration.Limits.NatKeepalive,
    };
}
