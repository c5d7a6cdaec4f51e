using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>The objects of one stack in a view.</summary>
internal static class StackObjects
{
    /// <summary>The IKE SAs, newest generation of each tunnel first.</summary>
    public static IEnumerable<IkeTunnelSnapshot> IkeTunnels(this RegistryView view, string stack)
    {
        foreach (var snapshot in view.Enumerate())
        {
            if (snapshot.Vrf == stack)
            {
                yield return snapshot;
            }
        }
    }

    /// <summary>Those of <see cref="IkeTunnels(RegistryView, string)"/> with these numbers; looks at no others.</summary>
    public static IEnumerable<IkeTunnelSnapshot> IkeTunnels(this RegistryView view, string stack, IReadOnlySet<TunnelId> ids)
    {
        foreach (var id in ids.Order())
        {
            foreach (var snapshot in view.EnumerateFrom(id).TakeWhile(snapshot => snapshot.Id == id))
            {
                if (snapshot.Vrf == stack)
                {
                    yield return snapshot;
                }
            }
        }
    }

    /// <summary>The pairs of Child SAs; those of one IKE SA, and so those of one dynamic tunnel, from the newest to the oldest.</summary>
    public static IEnumerable<DynamicTunnel> DynamicTunnels(this RegistryView view, string stack)
    {
        foreach (var ike in view.IkeTunnels(stack))
        {
            for (var i = ike.Children.Count - 1; i >= 0; i--)
            {
                yield return new DynamicTunnel(ike, ike.Children[i]);
            }
        }
    }

    /// <summary>Those of <see cref="DynamicTunnels"/> that have been negotiated.</summary>
    public static IEnumerable<DynamicTunnel> NegotiatedTunnels(this RegistryView view, string stack)
    {
        foreach (var tunnel in view.DynamicTunnels(stack))
        {
            if (DynamicTunnelMapper.IsNegotiated(tunnel.Child.State))
            {
                yield return tunnel;
            }
        }
    }

    /// <summary>The manual tunnels.</summary>
    public static IReadOnlyList<ManualTunnelSnapshot> ManualTunnels(this RegistryView view, string stack)
        => [.. view.ManualTunnels.Where(tunnel => tunnel.Vrf == stack)];

    /// <summary>
    /// The filters of a set in search order, each outbound and inbound. One that names no stack belongs to that of its vpn
    /// or manual tunnel; a built-in one then to every stack.
    /// </summary>
    public static IEnumerable<DirectedFilter> DirectedFilters(this RegistryView view, IpFilterSet set, string stack)
    {
        var vpns = view.Configuration.ToLookup(static vpn => vpn.Name, StringComparer.Ordinal);
        var manual = view.ManualTunnels.Where(tunnel => tunnel.Vrf != stack).Select(static tunnel => tunnel.Id).ToHashSet();
        foreach (var filter in view.Filters(set))
        {
            if (filter.Vrf is { } vrf && vrf != stack)
            {
                continue;
            }

            var vpn = filter.VpnName.Length == 0 ? null : vpns[filter.VpnName].FirstOrDefault(one => filter.Vrf is null || one.Vrf == stack);
            if ((vpn is null || vpn.Vrf == stack) && (filter.ManualTunnel is not { } tunnel || !manual.Contains(tunnel)))
            {
                var identity = vpn?.RemoteIdentity ?? IdentityInfo.Unknown;
                yield return new DirectedFilter(filter, identity, FilterDirection.Outbound);
                yield return new DirectedFilter(filter, identity, FilterDirection.Inbound);
            }
        }
    }

    /// <summary>How many tunnels of the stack are in which state. A walk; the view's own tally is that of all stacks.</summary>
    public static TunnelTally TallyOf(this RegistryView view, string stack)
    {
        var tally = default(TunnelTally);
        foreach (var tunnel in view.IkeTunnels(stack))
        {
            tally += TunnelTally.Of(tunnel);
        }

        return tally;
    }
}
