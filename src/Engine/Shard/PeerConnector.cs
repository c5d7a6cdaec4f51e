using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.IkeSaInit;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Brings SAs up as initiator: on command, at start, again after a failure or a loss, and for reauthentication.</summary>
internal sealed class PeerConnector(ShardServices services)
{
    /// <summary>Starts an IKE SA; the first of <paramref name="children"/> travels in IKE_AUTH, the others follow. Returns why it cannot, or null.</summary>
    public string? Start(
        PeerPolicy peer, IReadOnlyList<ChildPolicy> children, ActivationMethod activation, long request = 0, int attempt = 1, IkeSa? reauthenticates = null, bool comesBack = false, bool isReauthentication = false, RedirectHistory? redirection = null)
    {
        if (PathTo(peer, redirection?.To ?? peer.RemoteAddress, out var problem) is not { } path)
        {
            return problem;
        }

        var sa = new IkeSa(services, isInitiator: true, services.NextFamily(), path)
        {
            Policy = peer,
            Activation = activation,
            Try = attempt,
            ComesBack = comesBack,
            WantedChildren = children,
            Reauthenticates = reauthenticates,
            Redirect = redirection is null ? null : new RedirectState { History = redirection },
            IsReauthentication = isReauthentication || reauthenticates is not null,
            InitiatorSpi = services.AllocateIkeSpi(),
        };
        services.ReleaseIkeSpi(sa.InitiatorSpi);
        services.Sas.Add(sa);
        services.MarkDirty(sa);
        foreach (var child in children.Skip(1))
        {
            sa.Requests.AddWaiting(ChildInitiator.Create(child, activation));
        }

        var first = children.Count > 0 ? new ChildNegotiation(children[0], activation, isInitiator: true) : null;
        sa.Requests.Enqueue(new SaInitInitiator(first) { Request = request }, first: true);
        return null;
    }

    /// <summary>Starts what nobody asked for just now: it is tried again when it is refused, or cannot be started yet.</summary>
    public void StartByItself(PeerPolicy peer, IReadOnlyList<ChildPolicy> children, ActivationMethod activation = ActivationMethod.Automatic, bool isReauthentication = false)
    {
        if (Start(peer, children, activation, comesBack: true, isReauthentication: isReauthentication) is not { } problem)
        {
            return;
        }

        services.Emit(new ProgressEvent(LogSubsystem.Config, 0, problem) { VpnName = peer.Name });
        services.Failures.CannotStart(peer, problem);
        if (peer.RemoteAddress is not null)
        {
            services.Retries.Failed(peer.Name, children);
        }
    }

    /// <summary>New SAs in place of this one, in the configured order of deletion and set-up.</summary>
    public void Reauthenticate(IkeSa sa, long request)
    {
        if (sa.Policy is not { RemoteAddress: not null } peer)
        {
            // Only the side that knows where the peer is can start over.
            services.Reports.Fail(sa, request, CloseReason.Other, "the peer's address is not configured: only the peer can reauthenticate");
            return;
        }

        var children = sa.Children.Policies;
        if (services.Configuration.Limits.MakeBeforeBreak)
        {
            Start(peer, children, sa.Activation, request, reauthenticates: sa);
        }
        else
        {
            sa.RestartWith = children;
            sa.BeginDelete(CloseReason.Replaced, "reauthentication", request);
        }
    }

    /// <summary>An SA is gone: what must come back comes back.</summary>
    public void OnClosed(IkeSa sa, IReadOnlyList<ChildPolicy> lost, CloseReason reason, bool wasUsable)
    {
        if (services.IsStopping || sa.Policy is not { } old || services.Peers.Find(old.Name) is not { RemoteAddress: not null } peer)
        {
            return;
        }

        if (sa.RestartWith is { } restart)
        {
            StartByItself(peer, restart, sa.Activation, isReauthentication: true);
        }
        else if (!wasUsable)
        {
            if (sa.IsInitiator)
            {
                OnFailed(sa, peer, reason);
            }
        }
        else if (reason is CloseReason.PeerDead or CloseReason.PeerDelete or CloseReason.Expired)
        {
            foreach (var child in lost.Where(child => ActionFor(child, reason) == ChildAction.Trap))
            {
                services.Packets?.Policies.AddTraps(peer, child);
            }

            var again = lost.Where(child => ActionFor(child, reason) == ChildAction.Start).ToList();
            if (again.Count > 0)
            {
                StartByItself(peer, again);
            }
        }

        if (wasUsable)
        {
            services.Retries.Interrupted(sa.Name);
        }
    }

    /// <summary>The peer deleted one child.</summary>
    public void OnChildClosedByPeer(IkeSa sa, ChildSa child)
    {
        if (child.Policy.CloseAction == ChildAction.Start && sa.State.IsUsable)
        {
            sa.Requests.AddWaiting(ChildInitiator.Create(child.Policy, ActivationMethod.Automatic));
        }
        else if (child.Policy.CloseAction == ChildAction.Trap && services.Peers.Find(sa.Name) is { } peer)
        {
            services.Packets?.Policies.AddTraps(peer, child.Policy);
        }
    }

    /// <summary>An attempt to bring an IKE SA up came to nothing.</summary>
    private void OnFailed(IkeSa sa, PeerPolicy peer, CloseReason reason)
    {
        if (reason == CloseReason.Timeout && (peer.KeyingTries == 0 || sa.Try < peer.KeyingTries))
        {
            Start(peer, sa.WantedChildren, sa.Activation, attempt: sa.Try + 1, comesBack: sa.ComesBack, isReauthentication: sa.IsReauthentication);
        }
        else if (!sa.ComesBack)
        {
            return;
        }
        else if (reason == CloseReason.AdminDown)
        {
            services.Retries.Forget(sa.Name);
        }
        else if (reason is not (CloseReason.ConfigurationChanged or CloseReason.Replaced)
            && (reason != CloseReason.Timeout || services.Retries.IsRunning(sa.Name)))
        {
            // Nobody there: keying-tries says how long that is borne. A peer that has answered before and is silent now is another matter.
            services.Retries.Failed(sa.Name, sa.WantedChildren);
        }
    }

    private static ChildAction ActionFor(ChildPolicy child, CloseReason reason) => reason switch
    {
        CloseReason.PeerDead => child.DpdAction,
        CloseReason.PeerDelete => child.CloseAction,
        _ => child.StartAction,
    };

    private NetworkPath? PathTo(PeerPolicy peer, IpAddress? gateway, out string problem)
    {
        if (gateway is not { } remote)
        {
            problem = $"vpn {peer.Name} has no remote-address: only the peer can initiate";
            return null;
        }

        IkeListener? found = null;
        foreach (var listener in services.Context.Listeners)
        {
            var own = listener.Endpoint.Address;
            var fits = own.IsIpv6 == remote.IsIpv6 && (peer.LocalAddress is not { IsUnspecified: false } wanted || own == wanted || own.IsUnspecified);
            if (fits && (found is null || (found.Value.HasNonEspMarker && !listener.HasNonEspMarker)))
            {
                found = listener;
            }
        }

        if (found is not { } use)
        {
            problem = $"no listener for vpn {peer.Name}: the service does not listen on {peer.LocalAddress?.ToString() ?? (remote.IsIpv6 ? "an IPv6 address" : "an IPv4 address")}";
            return null;
        }

        // The own address goes into NAT detection, so it must be known before the first message.
        var local = use.Endpoint.Address;
        if (local.IsUnspecified)
        {
            local = peer.LocalAddress is { IsUnspecified: false } configured ? configured : services.Context.SourceAddressFor?.Invoke(remote) ?? local;
        }

        if (local.IsNone)
        {
            problem = $"no way to {remote}, the peer of vpn {peer.Name}: this host has no route to it";
            return null;
        }

        problem = string.Empty;
        return new NetworkPath(
            new IpEndpoint(local, use.Endpoint.Port),
            new IpEndpoint(remote, use.HasNonEspMarker ? peer.RemoteNatTraversalPort : peer.RemotePort),
            use.HasNonEspMarker);
    }
}
