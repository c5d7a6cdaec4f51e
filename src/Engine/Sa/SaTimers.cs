using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// All deadlines of one IKE SA and its children. The shard's queue knows only the earliest of them; a deadline that moved later is found out when
/// the old one fires, so that traffic never touches the queue.
/// </summary>
internal sealed class SaTimers(IkeSa sa)
{
    /// <summary>After TEMPORARY_FAILURE or another failed rekey: try again after 5 to 10 seconds.</summary>
    private const long RetryMilliseconds = 5_000;

    /// <summary>Part of what the peer grants that is left for the new authentication itself.</summary>
    private const long MarginPerThousand = 100;

    /// <summary>A replaced IKE SA whose peer never deletes it goes after this.</summary>
    public const long RekeyedGraceMilliseconds = 60_000;

    /// <summary>
    /// What a simultaneous rekey left over goes after this when the peer does not delete it: the peer may have given its exchange up without ever
    /// seeing our answer, and then knows nothing of the SA.
    /// </summary>
    public const long RedundantGraceMilliseconds = 10_000;

    public EngineInstant? RekeyAt { get; private set; }

    public EngineInstant? ExpiresAt { get; private set; }

    public EngineInstant? ReauthenticateAt { get; private set; }

    /// <summary>When a vpn that moves by plan takes its next addresses.</summary>
    public EngineInstant? MoveAt { get; private set; }

    /// <summary>When this side last asked whether the peer lives.</summary>
    public EngineInstant? LastProbeAt { get; set; }

    /// <summary>What the shard's queue holds for this SA, in monotonic milliseconds; long.MaxValue for nothing.</summary>
    public long Scheduled { get; set; } = long.MaxValue;

    public static void StartLifetime(ChildSa child, ShardServices services)
    {
        var policy = child.Policy;
        if (policy.RekeyTime > TimeSpan.Zero)
        {
            child.RekeyAt = services.Now.Plus(policy.RekeyTime - services.Context.Random.NextUpTo(policy.EffectiveRandomTime));
        }

        if (policy.EffectiveLifeTime > TimeSpan.Zero)
        {
            child.ExpiresAt = services.Now.Plus(policy.EffectiveLifeTime);
        }
    }

    /// <summary>Rekey and reauthentication at a random moment before their time, the hard limit after it (6WIND, section "Lifetimes").</summary>
    public void StartLifetimes()
    {
        if (sa.Policy is not { } policy)
        {
            return;
        }

        var now = sa.Services.Now;
        var random = sa.Services.Context.Random;
        if (policy.RekeyTime > TimeSpan.Zero)
        {
            RekeyAt = now.Plus(policy.RekeyTime - random.NextUpTo(Smaller(policy.EffectiveRandomTime, policy.RekeyTime)));
            ExpiresAt = RekeyAt.Value.Plus(policy.EffectiveOverTime);
        }

        if (policy.ReauthenticationTime > TimeSpan.Zero)
        {
            ReauthenticateAt = now.Plus(policy.ReauthenticationTime - random.NextUpTo(policy.EffectiveReauthenticationRandomTime));
            var limit = ReauthenticateAt.Value.Plus(policy.EffectiveOverTime);
            ExpiresAt = ExpiresAt is { } other && other < limit ? other : limit;
        }

        if (policy.Roaming is { Interval.Ticks: > 0 } plan && sa.Mobility is { IsOriginalInitiator: true })
        {
            MoveAt = now.Plus(plan.Interval);
        }

        Reschedule();
    }

    /// <summary>
    /// What a responder tells the initiator of its patience, in seconds (AUTH_LIFETIME, RFC 4478): the earliest moment at which it may act itself. Null where
    /// authentication holds for ever.
    /// </summary>
    /// <param name="policy">The vpn.</param>
    /// <param name="sessionTimeout">The tunnel ends after this in any case; null for never.</param>
    public static uint? AuthenticationLimitOf(PeerPolicy policy, TimeSpan? sessionTimeout = null)
    {
        if (policy.ReauthenticationTime <= TimeSpan.Zero)
        {
            return sessionTimeout is { } end ? (uint)Math.Clamp(end.TotalSeconds, 1, uint.MaxValue) : null;
        }

        var earliest = policy.RemoteAddress is null ? policy.ReauthenticationTime : policy.ReauthenticationTime - policy.EffectiveReauthenticationRandomTime;
        return (uint)Math.Clamp((sessionTimeout < earliest ? sessionTimeout.Value : earliest).TotalSeconds, 1, uint.MaxValue);
    }

    /// <summary>
    /// The peer says how long it lets the SA stand without another authentication (AUTH_LIFETIME): it is made in the last tenth of that. Only the side that
    /// knows where the peer is can make it.
    /// </summary>
    public void LimitAuthentication(IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindNotify(NotifyType.AuthLifetime) is not { } notify
            || !UInt32Notify.TryRead(notify, NotifyType.AuthLifetime, out var seconds)
            || sa is not { State: IkeSaState.Established, Policy.RemoteAddress: not null })
        {
            return;
        }

        var at = sa.Services.Now.Plus(seconds * (1000L - MarginPerThousand));
        if (ReauthenticateAt is null || at < ReauthenticateAt)
        {
            ReauthenticateAt = at;
            sa.Services.Reports.Progress(sa, 0, $"the peer wants reauthentication within {seconds}s, scheduling it in {at.Since(sa.Services.Now) / 1000}s");
            sa.Services.MarkDirty(sa);
            Reschedule();
        }
    }

    /// <summary>A rekey does not put reauthentication off.</summary>
    public void InheritReauthentication(SaTimers old) => ReauthenticateAt = old.ReauthenticateAt;

    /// <summary>A rekey of the IKE SA failed for now.</summary>
    public void RetryRekey() => RekeyAt = RetryMoment();

    /// <summary>The pair runs out of octets, packets or sequence numbers: rekey it now.</summary>
    public void RekeyNow(ChildSa child)
    {
        if (child.State == IpsecTunnelState.Installed && sa.State is IkeSaState.Established)
        {
            child.RekeyAt = null;
            sa.Requests.Enqueue(ChildInitiator.Rekey(child));
        }
    }

    public void RetryRekey(ChildSa child)
    {
        child.RekeyAt = RetryMoment();
        Reschedule();
    }

    /// <summary>The pair is superfluous after a simultaneous rekey: the peer deletes it, or after a moment this side does.</summary>
    public void AwaitDelete(ChildSa child)
    {
        child.State = IpsecTunnelState.Rekeyed;
        child.RekeyAt = null;
        child.ExpiresAt = sa.Services.Now.Plus(RedundantGraceMilliseconds);
        sa.Services.MarkDirty(sa);
        Reschedule();
    }

    public void Reschedule() => sa.Services.Schedule(sa, Next());

    /// <summary>Carries out everything that is due.</summary>
    public void Fire()
    {
        var now = sa.Services.Now;
        if (sa.Requests.Deadline is { } retransmit && retransmit <= now && !sa.Requests.HandleDeadline())
        {
            GiveUp();
        }

        if (sa.State is IkeSaState.Closed)
        {
            return;
        }

        FireLifecycle(now);
        if (sa.State is IkeSaState.Established)
        {
            FireEstablished(now);
        }

        if (sa.State is not IkeSaState.Closed)
        {
            sa.Children.ForgetRetired();
            Scheduled = long.MaxValue;
            sa.Services.ScheduleAgain(sa, Next());
        }
    }

    private void FireLifecycle(EngineInstant now)
    {
        switch (sa.State)
        {
            case IkeSaState.HalfOpen when sa.CreatedAt.Plus(sa.Services.Configuration.Limits.HalfOpenTimeout) <= now:
                sa.Close(CloseReason.Timeout, "no IKE_AUTH request came");
                break;
            case IkeSaState.Rekeyed rekeyed when rekeyed.Until <= now:
                sa.Close(CloseReason.Replaced, "rekeyed");
                break;
            case IkeSaState.Established when ExpiresAt is { } expires && expires <= now:
                sa.BeginDelete(CloseReason.Expired, "lifetime over", 0);
                break;
        }
    }

    private void FireEstablished(EngineInstant now)
    {
        if (ReauthenticateAt is { } reauthenticate && reauthenticate <= now)
        {
            ReauthenticateAt = null;
            sa.Services.Connector.Reauthenticate(sa, 0);
            if (sa.State is not IkeSaState.Established)
            {
                return;
            }
        }

        if (sa.Family.Radius is not null)
        {
            sa.Services.Radius.Fire(sa);
            if (sa.State is not IkeSaState.Established)
            {
                return;
            }
        }

        if (MoveAt is { } move && move <= now && sa.Policy?.Roaming is { } plan)
        {
            MoveAt = now.Plus(plan.Interval);
            sa.Services.Mobility.MoveOn(sa, plan);
        }

        if (RekeyAt is { } rekey && rekey <= now)
        {
            RekeyAt = null;
            if (!sa.Requests.All.OfType<RekeyIkeInitiator>().Any())
            {
                sa.Requests.Enqueue(new RekeyIkeInitiator());
            }
        }

        foreach (var child in sa.Children.All.ToArray())
        {
            FireChild(child, now);
        }

        sa.Followups?.Expire(now);
        if (DpdAt() is { } dpd && dpd <= now)
        {
            sa.Requests.Enqueue(new LivenessInitiator());
        }

        if (KeepaliveAt() is { } keepalive && keepalive <= now)
        {
            sa.SendKeepalive();
        }
    }

    private void FireChild(ChildSa child, EngineInstant now)
    {
        if (child.ExpiresAt is { } expires && expires <= now && Expires(child))
        {
            child.ExpiresAt = null;
            sa.Requests.Enqueue(new DeleteChildInitiator(child, child.IsAlive ? CloseReason.Expired : CloseReason.Replaced));
        }
        else if (child.RekeyAt is { } rekey && rekey <= now && child.State == IpsecTunnelState.Installed)
        {
            child.RekeyAt = null;
            sa.Requests.Enqueue(ChildInitiator.Rekey(child));
        }
    }

    /// <summary>The outstanding request was never answered: the peer is dead, or never was (RFC 7296 section 2.4).</summary>
    private void GiveUp()
    {
        var established = sa.EstablishedAt is not null;
        if (established)
        {
            sa.Services.Context.Counters.DpdFailures.Increment();
            sa.Counters.DpdFailures.Increment();
        }

        sa.Close(
            established ? CloseReason.PeerDead : CloseReason.Timeout,
            established ? "the peer does not answer any more" : "the peer does not answer");
    }

    private EngineInstant? Next()
    {
        if (sa.State is IkeSaState.Closed)
        {
            return null;
        }

        var next = sa.Requests.Deadline;
        switch (sa.State)
        {
            case IkeSaState.HalfOpen:
                next = Earlier(next, sa.CreatedAt.Plus(sa.Services.Configuration.Limits.HalfOpenTimeout));
                break;
            case IkeSaState.Rekeyed rekeyed:
                next = Earlier(next, rekeyed.Until);
                break;
            case IkeSaState.Established:
                next = Earlier(Earlier(Earlier(next, RekeyAt), ExpiresAt), Earlier(Earlier(ReauthenticateAt, MoveAt), Earlier(DpdAt(), KeepaliveAt())));
                next = Earlier(next, sa.Family.Radius?.NextDeadline);
                next = Earlier(next, sa.Followups?.Deadline);
                break;
        }

        foreach (var child in sa.Children.All)
        {
            next = Earlier(next, child.State == IpsecTunnelState.Deleted ? child.ForgetAt : sa.State is IkeSaState.Established ? NextOf(child) : null);
        }

        return next;
    }

    /// <summary>What <see cref="FireChild"/> would act on, and nothing else: a deadline that nobody handles would fire for ever.</summary>
    private static EngineInstant? NextOf(ChildSa child) => Earlier(
        Expires(child) ? child.ExpiresAt : null,
        child.State == IpsecTunnelState.Installed ? child.RekeyAt : null);

    /// <summary>A pair that the peer has replaced but never deletes ends at its hard limit too.</summary>
    private static bool Expires(ChildSa child) => child.IsAlive || child.State == IpsecTunnelState.Rekeyed;

    private EngineInstant? DpdAt() => sa.Policy is { } policy && policy.DpdDelay > TimeSpan.Zero && sa.Requests.IsIdle
        ? (policy.ChecksLivenessAlways ? LastProbeAt ?? sa.EstablishedAt ?? sa.CreatedAt : LastProofOfLife()).Plus(policy.DpdDelay)
        : null;

    /// <summary>Packets of a Child SA prove life as well as messages do (RFC 7296 section 2.4).</summary>
    private EngineInstant LastProofOfLife() => Latest(sa.LastInboundAt, static (plane, child) => plane.LastReceived(child.SpiIn, child.Protocol));

    private EngineInstant Latest(EngineInstant moment, Func<DataPlane.IDataPlane, ChildSa, EngineInstant?> of)
    {
        var children = sa.Children.All;
        for (var i = 0; i < children.Count; i++)
        {
            if (of(sa.Services.DataPlane, children[i]) is { } later && later > moment)
            {
                moment = later;
            }
        }

        return moment;
    }

    /// <summary>Only the side behind the NAT keeps the mapping alive (RFC 3948 section 4).</summary>
    private EngineInstant? KeepaliveAt() =>
        sa.Nat.LocalNat && sa.Path.HasNonEspMarker && sa.Services.Configuration.Limits.NatKeepalive is { Ticks: > 0 } interval
            ? Latest(sa.LastOutboundAt, static (plane, child) => plane.LastSent(child.SpiIn, child.Protocol)).Plus(interval)
            : null;

    private EngineInstant RetryMoment()
    {
        var moment = sa.Services.Now.Plus(RetryMilliseconds + (long)(RetryMilliseconds * sa.Services.Context.Random.NextFraction()));
        return moment;
    }

    private static TimeSpan Smaller(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static EngineInstant? Earlier(EngineInstant? left, EngineInstant? right) =>
        left is null ? right : right is null || left <= right ? left : right;
}
