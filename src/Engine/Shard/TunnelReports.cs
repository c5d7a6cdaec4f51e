using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Tells the registry, its subscribers, the log and the counters what came up, was replaced and ended.</summary>
internal sealed class TunnelReports(ShardServices services, TunnelPublisher publisher)
{
    /// <summary>An IKE SA is established: a tunnel came up, or its next generation.</summary>
    public void Opened(IkeSa sa)
    {
        publisher.MarkDirty(sa);
        publisher.Established(sa, services.Now);
        if (sa.Generation == 1)
        {
            sa.Family.UpSince = services.Now;
            services.Radius.Begin(sa);
            publisher.Note(new TunnelChange(TunnelChangeKind.Opened, services.Now.ToUtc(), publisher.Snapshots.Build(sa)));
        }
    }

    /// <summary>An IKE SA took the place of another.</summary>
    public void Rekeyed(IkeSa old, IkeSa successor)
    {
        publisher.MarkDirty(old);
        publisher.MarkDirty(successor);
        publisher.Note(new TunnelChange(
            TunnelChangeKind.Rekeyed, services.Now.ToUtc(), publisher.Snapshots.Build(successor), Previous: publisher.Snapshots.Build(old)));
        services.Emit(new IkeSaRekeyed(successor.Name, old.UniqueId) { IkeUniqueId = successor.UniqueId, VpnName = successor.Name });
    }

    /// <summary>An IKE SA, or an attempt at one, is over.</summary>
    public void Closed(IkeSa sa, in IkeSaEnd end)
    {
        services.Sas.Remove(sa);
        services.Failures.Forget(sa.OwnSpi);
        var last = publisher.Snapshots.Build(sa);
        services.Failures.Ended(sa, last, end);

        // Before its counters fold into the vpn's.
        CountEnd(sa, end);
        publisher.Closed(sa, last);
        if (sa.Family.Living.Count == 0)
        {
            services.Addresses.EndOf(sa.Family);
        }

        if (!end.WasUsable)
        {
            foreach (var child in sa.WantedChildren)
            {
                services.Packets?.Gate.Fail(sa.Name, child.Name);
            }

            return;
        }

        if (sa.Family.EndsWith(sa))
        {
            services.Radius.End(sa, end.Reason);
            publisher.Ended(sa, last, services.Now);
            publisher.Note(new TunnelChange(TunnelChangeKind.Closed, services.Now.ToUtc(), last, Reason: end.Reason, Text: end.Text));
        }

        services.Emit(new IkeSaClosed(sa.Name, end.Reason, end.Text) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
    }

    /// <summary>A pair was installed.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="child">The pair that was installed.</param>
    /// <param name="replaces">The pair that it replaces, null for none.</param>
    /// <param name="begins">Its security policy had no pair before.</param>
    public void ChildOpened(IkeSa sa, ChildSa child, ChildSa? replaces, bool begins)
    {
        services.Retries.Succeeded(sa.Name, child.Policy.Name);
        publisher.MarkDirty(sa);
        var tunnel = publisher.Snapshots.Build(sa);
        var snapshot = tunnel.Children.FirstOrDefault(row => row is { InstalledAt: not null } && row.UniqueId == child.UniqueId) ?? publisher.Snapshots.Build(sa, child);
        publisher.Note(new TunnelChange(
            replaces is null ? TunnelChangeKind.ChildOpened : TunnelChangeKind.ChildRekeyed,
            services.Now.ToUtc(),
            tunnel,
            snapshot,
            PreviousChild: replaces is null ? null : publisher.Snapshots.Build(sa, replaces))
        {
            TogglesPolicy = begins,
        });
        if (services.Context.Trace.Wants(LogSubsystem.Child, 0))
        {
            services.Emit(new ChildSaInstalled(child.Policy.Name, child.UniqueId, child.SpiIn, child.SpiOut, SaReports.SelectorText(snapshot), replaces?.UniqueId ?? 0)
            {
                IkeUniqueId = sa.UniqueId,
                VpnName = sa.Name,
            });
        }
    }

    /// <summary>A pair is no longer used.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="child">The pair that is gone.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isEnd">False when another pair goes on in its place.</param>
    /// <param name="ends">Its security policy has no pair any more.</param>
    public void ChildClosed(IkeSa sa, ChildSa child, CloseReason reason, bool isEnd, bool ends)
    {
        publisher.MarkDirty(sa);
        if (isEnd)
        {
            publisher.Note(new TunnelChange(
                TunnelChangeKind.ChildClosed, services.Now.ToUtc(), publisher.Snapshots.Build(sa), publisher.Snapshots.Build(sa, child), Reason: reason)
            {
                TogglesPolicy = ends,
                Cause = reason == CloseReason.Expired && child.Counters.SequenceOverflows.Value > 0 ? FailureCause.SequenceOverflow : FailureCause.None,
            });
            services.Emit(new ChildSaRemoved(child.Policy.Name, child.UniqueId, reason) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        }
    }

    /// <summary>A pair took the place of another; what the tunnel's past says about its policy follows at once.</summary>
    public void CountChildRekey(IkeSa sa, ChildSa child)
    {
        services.Context.Counters.ChildSaRekeys.Increment();
        sa.Counters.ChildRekeys.Increment();
        publisher.Fold(sa, new PastTraffic(child.Policy.Name, 0, default, Rekeys: 1));
    }

    /// <summary>A security policy had pairs in the tunnel, and has none any more.</summary>
    public void CountChildEnded(IkeSa sa, ChildSa child)
    {
        services.Context.Counters.ChildTunnelsEnded.Increment();
        publisher.Fold(sa, new PastTraffic(child.Policy.Name, 0, default, TunnelsEnded: 1));
    }

    /// <summary>A pair is gone for good: what it counted goes to its tunnel.</summary>
    public void FoldChild(IkeSa sa, ChildSa child) => publisher.Fold(sa, child);

    private void CountEnd(IkeSa sa, in IkeSaEnd end)
    {
        if (!end.WasUsable)
        {
            services.Context.Counters.IkeSaFailed.Increment();
            (sa.IsInitiator ? ref services.Context.Counters.IkeSaFailedLocal : ref services.Context.Counters.IkeSaFailedRemote).Increment();
            services.CountFailure(sa, end.Reason);
        }
        else if (end.Reason is CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote)
        {
            // The responder is done when it has answered: only then it hears that the initiator does not believe it.
            services.CountFailure(sa, end.Reason);
        }
    }
}
