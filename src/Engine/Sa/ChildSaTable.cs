using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>The Child SAs of one IKE SA, oldest first, and their way into and out of the data plane.</summary>
internal sealed class ChildSaTable(IkeSa sa)
{
    private readonly List<ChildSa> _children = [];

    public IReadOnlyList<ChildSa> All => _children;

    public int AliveCount => _children.Count(child => child.IsAlive);

    /// <summary>The policies that have a live child, each once.</summary>
    public IReadOnlyList<ChildPolicy> Policies =>
        [.. _children.Where(child => child.IsAlive).Select(child => child.Policy).DistinctBy(policy => policy.Name)];

    public ChildSa? FindByInboundSpi(uint spi) => _children.Find(child => child.SpiIn == spi && child.State != IpsecTunnelState.Deleted);

    /// <summary>The peer names our outbound SPI in REKEY_SA and DELETE: the one it receives with.</summary>
    public ChildSa? FindByOutboundSpi(uint spi) =>
        _children.Find(child => child.SpiOut == spi && child.State is not (IpsecTunnelState.Deleted or IpsecTunnelState.Negotiating));

    /// <summary>
    /// True when another child of the policy would bring nothing: one is there for the packet (any, when the packet is not known), or the peer has
    /// answered with the same selectors twice already.
    /// </summary>
    public bool IsServed(string policyName, AcquireSelectors? packet)
    {
        var children = _children.FindAll(child => child.IsAlive && child.Policy.Name == policyName);
        return children.Exists(child => packet is not { } wanted
                || (SelectorNarrowing.IsWithin([wanted.Local], child.LocalSelectors) && SelectorNarrowing.IsWithin([wanted.Remote], child.RemoteSelectors)))
            || children.DistinctBy(child => (child.LocalSelectors.ToValueList(), child.RemoteSelectors.ToValueList())).Count() < children.Count;
    }

    /// <summary>Installs a negotiated pair; outbound follows later when the peer is not ready to receive yet.</summary>
    public void Install(ChildSa child, bool outbound, ChildSa? replaces)
    {
        var services = sa.Services;
        child.Parent = sa;
        child.State = IpsecTunnelState.Installed;
        child.InstalledAt = services.Now;
        SaTimers.StartLifetime(child, services);
        var begins = Enliven(child);
        _children.Add(child);
        services.DataPlane.InstallInbound(child.ToInstallation(sa.Path, sa.UsesUdpEncapsulation));
        KeyExport.Tell(sa, child);
        sa.PutOffs.End();
        services.Context.Counters.ChildrenInstalled.Increment();
        services.Context.Counters.ChildSaCreated.Increment();
        if (replaces is null)
        {
            var counters = services.Context.Counters;
            (child.IsInitiator ? ref counters.ChildSaCreatedLocal : ref counters.ChildSaCreatedRemote).Increment();
            (child.IsInitiator ? ref sa.Counters.ChildrenCreatedLocal : ref sa.Counters.ChildrenCreatedRemote).Increment();
        }
        else
        {
            services.Tunnels.CountChildRekey(sa, child);
        }

        if (outbound)
        {
            ActivateOutbound(child);
        }

        services.Tunnels.ChildOpened(sa, child, replaces, begins);
        sa.Timers.Reschedule();
    }

    /// <summary>Moves traffic to this pair.</summary>
    public void ActivateOutbound(ChildSa child)
    {
        if (!child.IsInstalledOutbound && child.Keys is not null)
        {
            child.IsInstalledOutbound = true;
            sa.Services.DataPlane.InstallOutbound(child.ToInstallation(sa.Path, sa.UsesUdpEncapsulation));
        }
    }

    /// <summary>The pair is replaced or closed; it stays visible, and inbound, for a moment so that packets on their way arrive.</summary>
    public void Retire(ChildSa child, CloseReason reason) => Retire(child, reason, isEnd: reason != CloseReason.Replaced);

    /// <summary>Removes retired pairs whose moment has passed.</summary>
    public void ForgetRetired()
    {
        for (var i = _children.Count - 1; i >= 0; i--)
        {
            if (_children[i] is { State: IpsecTunnelState.Deleted, ForgetAt: { } at } && at <= sa.Services.Now)
            {
                Forget(_children[i]);
            }
        }
    }

    /// <summary>The rekeyed IKE SA gives its children to its successor.</summary>
    public void MoveTo(ChildSaTable successor)
    {
        foreach (var child in _children)
        {
            successor.Adopt(child);
        }

        _children.Clear();
    }

    public void RemoveAll(CloseReason reason)
    {
        foreach (var child in _children.ToArray())
        {
            Retire(child, reason, isEnd: true);
            Forget(child);
        }
    }

    /// <summary>The path changed: the data plane follows.</summary>
    public void UpdateEndpoints(in NetworkPath path)
    {
        foreach (var child in _children)
        {
            if (child.IsAlive)
            {
                sa.Services.DataPlane.UpdateEndpoints(child.SpiIn, child.Protocol, path, sa.UsesUdpEncapsulation);
                KeyExport.Tell(sa, child);
            }
        }
    }

    private void Retire(ChildSa child, CloseReason reason, bool isEnd)
    {
        if (child.State == IpsecTunnelState.Deleted)
        {
            return;
        }

        var services = sa.Services;
        var delay = reason == CloseReason.Replaced ? services.Configuration.Limits.DeleteRekeyedDelay : TimeSpan.Zero;
        services.DataPlane.RemoveOutbound(child.SpiIn, child.Protocol);
        services.Context.Counters.ChildrenInstalled.Decrement();
        child.State = IpsecTunnelState.Deleted;
        child.ForgetAt = services.Now.Plus(delay);
        var ends = child.Family.Life is not null
            && !_children.Exists(other => (isEnd ? other.IsAlive : other.State != IpsecTunnelState.Deleted) && other.Policy.Name == child.Policy.Name);
        services.Tunnels.ChildClosed(sa, child, reason, isEnd || ends, ends);
        if (ends)
        {
            services.Tunnels.CountChildEnded(sa, child);

            // Pairs that a simultaneous rekey left over go later; the life is over once.
            foreach (var other in _children.FindAll(other => other.Policy.Name == child.Policy.Name))
            {
                other.Family.Life = null;
            }
        }

        if (delay == TimeSpan.Zero)
        {
            Forget(child);
        }
        else
        {
            sa.Timers.Reschedule();
        }
    }

    /// <summary>The pair shares the life of its policy in this tunnel; true when the life begins with it.</summary>
    private bool Enliven(ChildSa child)
    {
        var name = child.Policy.Name;
        if (_children.Find(other => other.Policy.Name == name && other.Family.Life is not null) is { } sibling)
        {
            child.Family.Life = sibling.Family.Life;
            return false;
        }

        var before = sa.Family.Past.FirstOrDefault(past => past.PolicyName == name);
        foreach (var late in _children)
        {
            // Pairs of an earlier life that still take what is on its way.
            if (late.Policy.Name == name)
            {
                before ??= new PastTraffic(name, 0, default);
                before = before with { Pairs = before.Pairs + 1, Counters = before.Counters + late.Counters.Read() };
            }
        }

        child.Family.Life = new ChildLife(sa.Services.Now.ToUtc(), before);
        return true;
    }

    private void Adopt(ChildSa child)
    {
        child.Parent = sa;
        _children.Add(child);
    }

    private void Forget(ChildSa child)
    {
        if (!_children.Remove(child))
        {
            return;
        }

        sa.Services.DataPlane.RemoveInbound(child.SpiIn, child.Protocol);
        sa.Services.ReleaseChildSpi(child.SpiIn);
        sa.Services.Failures.Forget(child.SpiIn);
        sa.Services.Tunnels.FoldChild(sa, child);
        child.Dispose();
        sa.Services.MarkDirty(sa);
    }
}
