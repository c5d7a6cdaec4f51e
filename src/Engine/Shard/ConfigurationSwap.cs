using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// What a new configuration does to the SAs that exist: as little as it can. A vpn that changed in anything but its security policies closes its
/// IKE SAs; a security policy that changed or went closes its own Child SAs only; everything else stays up.
/// </summary>
internal static class ConfigurationSwap
{
    /// <summary>Fits one IKE SA to the present configuration of its vpn, null when the vpn is gone.</summary>
    public static void Apply(IkeSa sa, PeerPolicy? policy)
    {
        if (sa.Policy is not { } before || before.Equals(policy))
        {
            return;
        }

        if (policy is null)
        {
            sa.BeginDelete(CloseReason.ConfigurationChanged, "its vpn was removed", 0);
        }
        else if (sa.State is not IkeSaState.Established || !SameButForChildren(before, policy) || IsMakingChildren(sa))
        {
            // What is being negotiated rests on the old configuration: it starts over.
            sa.BeginDelete(CloseReason.ConfigurationChanged, "its vpn was changed", 0);
        }
        else
        {
            sa.Policy = policy;
            foreach (var child in sa.Children.All.Where(child => child.IsAlive).ToArray())
            {
                Apply(sa, child, policy.Children.FirstOrDefault(other => other.Name == child.Policy.Name));
            }
        }
    }

    /// <summary>Brings up those of the children that a standing IKE SA does not have; returns how many it has not.</summary>
    public static int StartMissing(IkeSa sa, IEnumerable<ChildPolicy> children)
    {
        var missing = 0;
        foreach (var child in children)
        {
            if (sa.Children.All.Any(pair => pair.IsAlive && pair.Policy.Name == child.Name && !IsBeingDeleted(sa, pair)))
            {
                continue;
            }

            missing++;
            if (!IsMakingChildren(sa, child.Name))
            {
                sa.Requests.Enqueue(ChildInitiator.Create(child, ActivationMethod.Automatic));
            }
        }

        return missing;
    }

    private static void Apply(IkeSa sa, ChildSa child, ChildPolicy? policy)
    {
        if (!child.Policy.Equals(policy) && !IsBeingDeleted(sa, child))
        {
            sa.Requests.Enqueue(new DeleteChildInitiator(child, CloseReason.ConfigurationChanged));
        }
    }

    private static bool IsBeingDeleted(IkeSa sa, ChildSa child) =>
        sa.Requests.All.OfType<DeleteChildInitiator>().Any(exchange => ReferenceEquals(exchange.Pair, child));

    private static bool SameButForChildren(PeerPolicy left, PeerPolicy right) => (left with { Children = [] }).Equals(right with { Children = [] });

    private static bool IsMakingChildren(IkeSa sa, string? name = null) =>
        sa.Requests.All.OfType<ChildInitiator>().Any(exchange => name is null || exchange.Policy.Name == name);
}
