using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Carries out what the packet path noticed: acquires, limits, a peer that uses its new pair or comes from elsewhere.</summary>
internal sealed class PacketNotices(ShardServices services)
{
    public void Handle()
    {
        while (services.Packets!.TryTakeNotice(out var notice))
        {
            if (notice.Kind == EspNoticeKind.Acquire)
            {
                Raise(notice.Entry!);
            }
            else if (notice.Kind == EspNoticeKind.UnknownSpi)
            {
                services.Failures.UnknownSpi(notice.Path, notice.Spi);
            }
            else if (notice.Kind == EspNoticeKind.Dropped)
            {
                services.Failures.Packet(notice.Pair!, notice.Path, notice.Drop);
            }
            else if (notice.Pair?.Manual is { } manual)
            {
                services.ManualTunnels.Handle(notice.Kind, manual);
            }
            else if (notice.Pair?.Child is { Parent: { State: not IkeSaState.Closed } sa } child)
            {
                Handle(notice, sa, child);
            }
        }
    }

    /// <summary>Brings a child up because packets want it. A child that is there or on its way is left alone.</summary>
    public void Acquire(string vpnName, string policyName)
    {
        if (services.IsStopping
            || services.Peers.Find(vpnName) is not { } peer
            || peer.Children.FirstOrDefault(child => child.Name == policyName) is not { } policy)
        {
            return;
        }

        if ((services.Sas.FindUsable(vpnName) ?? services.Sas.FindConnecting(vpnName)) is { } sa)
        {
            AcquireSelectors? packet = services.Packets?.Gate.TryGetTrigger(vpnName, policyName, out var trigger) == true ? trigger : null;
            if (!sa.Children.IsServed(policyName, packet) && !IsMaking(sa, policy))
            {
                sa.Requests.Enqueue(ChildInitiator.Create(policy, ActivationMethod.OnDemand));
            }
        }
        else if (services.Connector.Start(peer, [policy], ActivationMethod.OnDemand) is { } problem)
        {
            services.Emit(new ProgressEvent(LogSubsystem.Ipsec, 0, problem) { VpnName = vpnName });
            services.Failures.CannotStart(peer, problem);
            services.Packets?.Gate.Fail(vpnName, policyName);
        }
    }

    private static bool IsMaking(IkeSa sa, ChildPolicy policy) =>
        sa.WantedChildren.Any(child => child.Name == policy.Name && sa.State is not IkeSaState.Established)
        || sa.Requests.All.OfType<ChildInitiator>().Any(exchange => exchange.Policy.Name == policy.Name);

    private void Raise(PolicyEntry entry)
    {
        services.Emit(new ProgressEvent(LogSubsystem.Ipsec, 1, $"traffic for security policy {entry.Policy.Name}: asking for a CHILD_SA") { VpnName = entry.VpnName });
        var home = services.Context.Map.HomeOf(entry.VpnName);
        if (home == services.Context.Id)
        {
            Acquire(entry.VpnName, entry.Policy.Name);
        }
        else
        {
            services.Context.Output.Post(home, new ShardCommand.Acquire(entry.VpnName, entry.Policy.Name));
        }
    }

    private void Handle(in EspNotice notice, IkeSa sa, ChildSa child)
    {
        switch (notice.Kind)
        {
            case EspNoticeKind.FirstReceived:
                // The peer sends on the new pair, so it can receive on it (RFC 7296 section 2.8).
                if (child.IsAlive)
                {
                    sa.Children.ActivateOutbound(child);
                }

                break;
            case EspNoticeKind.SoftLimit:
                sa.Timers.RekeyNow(child);
                break;
            case EspNoticeKind.HardLimit:
                if (child.IsAlive)
                {
                    sa.Requests.Enqueue(new DeleteChildInitiator(child, CloseReason.Expired));
                }

                break;
            case EspNoticeKind.PeerMoved:
                if (sa is { Nat.RemoteNat: true, Mobility: not null })
                {
                    // Packets may follow; where the messages go is for the peer to say (RFC 4555 section 3.8).
                    sa.Children.UpdateEndpoints(notice.Path with { Local = sa.Path.Local });
                }
                else if (sa.Nat.RemoteNat)
                {
                    sa.Path = notice.Path with { Local = sa.Path.Local };
                    sa.Children.UpdateEndpoints(sa.Path);
                    services.MarkDirty(sa);
                }

                break;
        }
    }
}
