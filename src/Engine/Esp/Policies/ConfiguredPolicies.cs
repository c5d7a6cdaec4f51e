using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The policy entries that stand because of the configuration alone: pass, drop, and the traps of the children that wait for traffic. Pure.
/// </summary>
internal static class ConfiguredPolicies
{
    /// <summary>All entries, in the order of the configuration.</summary>
    public static IEnumerable<PolicyEntry> Build(EngineConfiguration configuration)
    {
        foreach (var peer in configuration.Peers)
        {
            if (!peer.Enabled)
            {
                continue;
            }

            foreach (var policy in peer.Children)
            {
                var entries = policy.Action is PolicyAction.Pass or PolicyAction.Drop ? EntriesOf(peer, policy)
                    : policy.StartAction == ChildAction.Trap ? TrapsOf(peer, policy)
                    : [];
                foreach (var entry in entries)
                {
                    yield return entry;
                }
            }
        }

        foreach (var entry in configuration.ManualTunnels.SelectMany(ManualEntries))
        {
            yield return entry;
        }
    }

    /// <summary>All entries that the vpns speak of, in the order of the configuration, whether they stand without an SA or not.</summary>
    public static IEnumerable<PolicyEntry> AllOf(ValueList<PeerPolicy> peers) => peers.SelectMany(peer => peer.Children.SelectMany(policy => EntriesOf(peer, policy)));

    /// <summary>
    /// The traps of a child, whatever its start action says. None for a vpn without the peer's address: traffic could not bring it up.
    /// </summary>
    public static IEnumerable<PolicyEntry> TrapsOf(PeerPolicy peer, ChildPolicy policy) =>
        peer.RemoteAddress is null ? [] : EntriesOf(peer, policy);

    /// <summary>
    /// Every pair of a local and a remote selector of one family. Dynamic selectors are the vpn's own addresses; when one is needed that is not
    /// configured, the policy has no entries. Where virtual addresses will be asked for, packets from any address ask for the tunnel: the host does not
    /// have its address in it yet.
    /// </summary>
    private static IEnumerable<PolicyEntry> EntriesOf(PeerPolicy peer, ChildPolicy policy)
    {
        var ours = peer.VirtualAddressRequests.Count > 0
            ? Distinct(policy.LocalSelectors.SelectMany(selector => selector.ResolveUnknown(peer.VirtualAddressRequests)))
            : Resolve(policy.LocalSelectors, peer.LocalAddress);
        if (ours is not { } locals || Resolve(policy.RemoteSelectors, peer.RemoteAddress) is not { } remotes)
        {
            yield break;
        }

        foreach (var local in locals)
        {
            foreach (var remote in remotes)
            {
                if (local.IsIpv6 == remote.IsIpv6)
                {
                    yield return new PolicyEntry(peer.Name, policy, local, remote);
                }
            }
        }
    }

    /// <summary>They stand whether the tunnel is active or not: what it is to protect must not leave by another way when it is not.</summary>
    public static IEnumerable<PolicyEntry> ManualEntries(ManualTunnelPolicy tunnel)
    {
        var (policy, reference) = (tunnel.ToChildPolicy(), tunnel.Reference);
        foreach (var local in tunnel.Locals)
        {
            foreach (var remote in tunnel.Remotes)
            {
                if (local.IsIpv6 == remote.IsIpv6)
                {
                    yield return new PolicyEntry(string.Empty, policy, local, remote, reference);
                }
            }
        }
    }

    /// <summary>The selectors without those that lie within another; null when an address is missing.</summary>
    private static List<TrafficSelector>? Resolve(ValueList<ConfiguredSelector> configured, IpAddress? endpoint)
    {
        foreach (var selector in configured)
        {
            if (selector.Network is null && (endpoint is not { IsNone: false } address || address.IsUnspecified))
            {
                return null;
            }
        }

        return Distinct(configured.Select(selector => selector.Resolve(endpoint.GetValueOrDefault())));
    }

    private static List<TrafficSelector> Distinct(IEnumerable<TrafficSelector> selectors)
    {
        var resolved = new List<TrafficSelector>();
        foreach (var candidate in selectors)
        {
            if (!resolved.Exists(other => other.Contains(candidate)))
            {
                resolved.RemoveAll(other => candidate.Contains(other));
                resolved.Add(candidate);
            }
        }

        return resolved;
    }
}
