using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard.Failures;

/// <summary>
/// Makes the rows of the failure history, each with the change that tells subscribers of it. Normal ends never get here as failures; what
/// strangers and single packets can cause goes through a <see cref="FailureLimiter{TKey}"/>.
/// </summary>
internal sealed class FailureReports(ShardServices services, TunnelPublisher publisher)
{
    private readonly FailureLimiter<Stranger> _strangers = new(burst: 64, refillMilliseconds: 1000);
    private readonly FailureLimiter<Member> _members = new(burst: 256, refillMilliseconds: 250);
    private readonly RecentSpis _gone = new();

    /// <summary>An SA with this SPI of ours ended: stragglers are none of a stranger's.</summary>
    public void Forget(ulong ownSpi) => _gone.Add(services.Now, ownSpi);

    /// <summary>An IKE SA, or an attempt at one, is over. Call it before the SA's other last changes are noted.</summary>
    public void Ended(IkeSa sa, IkeTunnelSnapshot last, in IkeSaEnd end)
    {
        if (!end.WasUsable)
        {
            Emit(sa, end.Reason, end.Text);
        }

        if (!FailureRules.IsFailure(end.Reason) || end.WasReplaced)
        {
            if (!end.WasUsable)
            {
                publisher.Note(new TunnelChange(TunnelChangeKind.Failed, services.Now.ToUtc(), last, Reason: end.Reason, Text: end.Text));
            }

            return;
        }

        // A peer that guessed another group than we chose comes again with the right one: nothing failed.
        var isRetry = end.Notify is { Type: NotifyType.InvalidKePayload, IsOurs: true };
        var failure = Of(sa, end.Phase, end.Reason, end.Text, end.Notify);
        var isOfStranger = !end.WasUsable && !sa.IsInitiator && (end.Phase == FailurePhase.SaInit || end.Reason == CloseReason.Timeout);
        var verdict = isRetry ? FailureVerdict.Suppress
            : isOfStranger ? _strangers.Judge(services.Now, new Stranger(sa.FirstRemote.Address, end.Phase, end.Reason, failure.Cause))
            : FailureVerdict.Tell;
        Tell(verdict, FailureRules.KindOf(end.Phase, end.Reason), failure, last, toldAnyway: !end.WasUsable);
    }

    /// <summary>A negotiation came to nothing; the IKE SA stands.</summary>
    public void Negotiation(IkeSa sa, FailurePhase phase, CloseReason reason, string text, ErrorNotify notify, ChildPolicy? policy = null, uint spi = 0)
    {
        if (sa.PutOffs.IsWorthTelling(notify))
        {
            var failure = Of(sa, phase, reason, text, notify) with { PolicyName = policy?.Name ?? string.Empty, ChildSpi = spi };
            Tell(FailureVerdict.Tell, FailureRules.KindOf(phase, reason), failure, publisher.Snapshots.Build(sa));
        }

        Emit(sa, reason, text);
    }

    /// <summary>A request of the peer was refused; the IKE SA stands.</summary>
    public void Refused(IkeSa sa, Exchange exchange, ExchangeOutcome.Refuse refusal)
    {
        // The peer comes again, later or with another group: nothing failed.
        if (refusal.Reason != CloseReason.Other && refusal.Notify.NotifyType != NotifyType.InvalidKePayload)
        {
            var child = exchange.Child;
            Negotiation(
                sa, exchange.Refuses, refusal.Reason, refusal.Text, ErrorNotify.Sent(refusal.Notify.NotifyType), child?.Policy, child?.Replaces?.SpiIn ?? 0);
        }
    }

    /// <summary>A message on an IKE SA that may come from anybody: its checksum is wrong, or it cannot be read.</summary>
    public void Message(IkeSa sa, in NetworkPath path, FailureCause cause, string text)
    {
        var phase = FailureRules.PhaseOf(sa, CloseReason.ProtocolError);
        var verdict = _strangers.Judge(services.Now, new Stranger(path.Remote.Address, phase, CloseReason.ProtocolError, cause));
        if (verdict != FailureVerdict.Suppress)
        {
            var failure = Of(sa, phase, CloseReason.ProtocolError, text, default) with { Cause = cause, Local = SnapshotBuilder.Describe(path.Local), Remote = SnapshotBuilder.Describe(path.Remote) };
            Tell(verdict, TunnelChangeKind.Failed, failure, publisher.Snapshots.Build(sa));
        }
    }

    /// <summary>A message or packet of somebody who has no SA here was refused or dropped.</summary>
    public void OfStranger(in NetworkPath path, FailurePhase phase, CloseReason reason, FailureCause cause, string text, ErrorNotify notify = default, PeerPolicy? peer = null)
    {
        var verdict = _strangers.Judge(services.Now, new Stranger(path.Remote.Address, phase, reason, cause));
        if (verdict != FailureVerdict.Suppress)
        {
            Tell(verdict, FailureRules.KindOf(phase, reason), Bare(path, phase, reason, cause, text, notify) with { Vrf = peer?.Vrf ?? services.Context.Vrf, VpnName = peer?.Name ?? string.Empty });
        }
    }

    /// <summary>An IKE request named an SPI that nobody here has.</summary>
    public void UnknownIkeSpi(in NetworkPath path, ulong spi)
    {
        if (JudgeUnknownSpi(path, FailurePhase.Other, spi) is var verdict and not FailureVerdict.Suppress)
        {
            var failure = Bare(path, FailurePhase.Other, CloseReason.Other, FailureCause.UnknownSpi, $"request for an unknown IKE SA with SPI {spi:x16}", default);
            Tell(verdict, TunnelChangeKind.Failed, failure);
        }
    }

    /// <summary>An ESP or AH packet named an SPI that nobody here has.</summary>
    public void UnknownSpi(in NetworkPath path, uint spi)
    {
        if (JudgeUnknownSpi(path, FailurePhase.DataPlane, spi) is var verdict and not FailureVerdict.Suppress)
        {
            var failure = Bare(path, FailurePhase.DataPlane, CloseReason.Other, FailureCause.UnknownSpi, $"packet with unknown SPI {spi:x8}", default);
            Tell(verdict, TunnelChangeKind.DataPlaneFailed, failure with
            {
                ChildSpi = spi,
                PacketSource = path.Remote.Address.ToIPAddress(),
                PacketDestination = path.Local.Address.ToIPAddress(),
            });
        }
    }

    /// <summary>A packet of a pair was dropped.</summary>
    public void Packet(SaPair pair, in NetworkPath path, in EspDrop drop)
    {
        var sa = pair.Child?.Parent;
        var key = new Member(pair.Manual?.Number ?? sa?.TunnelId.Value ?? 0, pair.Manual is not null, drop.Cause);
        var verdict = _members.Judge(services.Now, key);
        if (verdict == FailureVerdict.Suppress)
        {
            return;
        }

        var (source, destination) = drop.Source.IsNone ? (path.Remote.Address, path.Local.Address) : (drop.Source, drop.Destination);
        var reason = drop.Cause is FailureCause.Malformed or FailureCause.Decryption ? CloseReason.ProtocolError : CloseReason.Other;
        var failure = sa is null
            ? Bare(path, FailurePhase.DataPlane, reason, drop.Cause, drop.Text, default)
            : Of(sa, FailurePhase.DataPlane, reason, drop.Text, default) with { Cause = drop.Cause };
        Tell(
            verdict,
            TunnelChangeKind.DataPlaneFailed,
            failure with
            {
                PolicyName = pair.Child?.Policy.Name ?? (pair.Manual is { } manual ? services.ManualTunnels.NameOf(manual) : string.Empty),
                ChildSpi = pair.SpiIn,
                PacketSource = source.ToIPAddress(),
                PacketDestination = destination.ToIPAddress(),
            },
            sa is null ? null : publisher.Snapshots.Build(sa));
    }

    /// <summary>What this side was to bring up, for itself or for a packet, cannot even be begun.</summary>
    public void CannotStart(PeerPolicy peer, string problem)
    {
        // A vpn that waits for its peer has nothing to begin.
        if (peer.RemoteAddress is { } remote)
        {
            Tell(FailureVerdict.Tell, TunnelChangeKind.Failed, new FailureRecord
            {
                At = services.Now.ToUtc(),
                Phase = FailurePhase.SaInit,
                Reason = CloseReason.NetworkDown,
                Vrf = peer.Vrf,
                VpnName = peer.Name,
                Remote = new EndpointInfo(remote.ToIPAddress(), peer.RemotePort),
                Text = problem,
            });
        }
    }

    /// <summary>Half-open SAs have piled up, or the pile is gone. No failure of anybody: there is no row.</summary>
    public void HalfOpen(bool isHigh)
    {
        var text = $"{services.Context.Counters.HalfOpen.Value} half-open SAs: cookies are {(isHigh ? "demanded" : "no longer demanded")}";
        publisher.Note(new TunnelChange(TunnelChangeKind.HalfOpenHigh, services.Now.ToUtc(), Text: text) { CookiesDemanded = isHigh });
    }

    /// <summary>A fault of ours that no SA can be blamed for.</summary>
    public void Fault(string where) => Tell(FailureVerdict.Tell, TunnelChangeKind.Failed, new FailureRecord
    {
        At = services.Now.ToUtc(),
        Phase = FailurePhase.Other,
        Reason = CloseReason.InternalError,
        Vrf = services.Context.Vrf,
        Text = $"internal fault in {where}",
    });

    /// <summary>Before any text is made: these come at the rate of packets.</summary>
    private FailureVerdict JudgeUnknownSpi(in NetworkPath path, FailurePhase phase, ulong spi) => _gone.Contains(services.Now, spi)
        ? FailureVerdict.Suppress
        : _strangers.Judge(services.Now, new Stranger(path.Remote.Address, phase, CloseReason.Other, FailureCause.UnknownSpi));

    private void Emit(IkeSa sa, CloseReason reason, string text) =>
        services.Emit(new NegotiationFailed(sa.Name, reason, text) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });

    private FailureRecord Of(IkeSa sa, FailurePhase phase, CloseReason reason, string text, ErrorNotify notify) =>
        Bare(sa.Path, phase, reason, FailureRules.CauseOf(reason), text, notify) with
        {
            Vrf = sa.Vrf,
            VpnName = sa.IsPolicyCertain ? sa.Name : string.Empty,
            TunnelId = sa.TunnelId,
            LocalIdentity = SnapshotBuilder.Describe(sa.LocalIdentity),
            RemoteIdentity = SnapshotBuilder.Describe(sa.RemoteIdentity),
        };

    private FailureRecord Bare(in NetworkPath path, FailurePhase phase, CloseReason reason, FailureCause cause, string text, ErrorNotify notify) => new()
    {
        At = services.Now.ToUtc(),
        Phase = phase,
        Local = SnapshotBuilder.Describe(path.Local),
        Remote = SnapshotBuilder.Describe(path.Remote),
        Reason = reason,
        Cause = cause,
        NotifyType = (ushort)notify.Type,
        NotifySent = notify.IsOurs,
        Text = text,
    };

    /// <param name="verdict">What the limiter says.</param>
    /// <param name="kind">How subscribers are told.</param>
    /// <param name="failure">The row.</param>
    /// <param name="tunnel">The SA it is about, null for none.</param>
    /// <param name="toldAnyway">Subscribers are told even when the history is not.</param>
    private void Tell(FailureVerdict verdict, TunnelChangeKind kind, FailureRecord failure, IkeTunnelSnapshot? tunnel = null, bool toldAnyway = false)
    {
        var at = failure.At;
        if (verdict == FailureVerdict.Tell || toldAnyway)
        {
            publisher.Note(new TunnelChange(kind, at, tunnel, Reason: failure.Reason, Text: failure.Text)
            {
                Failure = verdict == FailureVerdict.Tell ? failure : null,
                Cause = failure.Cause,
            });
        }

        if (verdict == FailureVerdict.TellLoss)
        {
            var lost = new FailureRecord
            {
                At = at,
                Phase = FailurePhase.Other,
                Reason = CloseReason.Other,
                Cause = FailureCause.EventsLost,
                Text = "events lost: more failures came than the history takes, the counters have them all",
            };
            publisher.Note(new TunnelChange(TunnelChangeKind.Failed, at, Reason: lost.Reason, Text: lost.Text) { Failure = lost, Cause = lost.Cause });
        }
    }

    private readonly record struct Stranger(IpAddress Address, FailurePhase Phase, CloseReason Reason, FailureCause Cause);

    private readonly record struct Member(ulong Tunnel, bool IsManual, FailureCause Cause);
}
