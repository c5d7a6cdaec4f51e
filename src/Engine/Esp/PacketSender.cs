using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>The last part of the outbound way (RFC 4301 section 5.1): from the SA that the policies have led to, to the network. Allocates nothing per packet.</summary>
internal sealed class PacketSender(
    ShardContext context, OutboundPolicies policies, FilterCounting filters, Queue<EspNotice> notices, LimitNotices limits) : ICopySender
{
    private readonly byte[] _error = new byte[IcmpTooBig.MaximumLength];

    /// <summary>The sessions that packets may meet; null when there can be none.</summary>
    public ShardSessions? Sessions { get; set; }

    /// <summary>Protects a packet that the policies lead to this SA, and sends it, unless a session drops it.</summary>
    public void Send(EngineInstant now, OutboundSa sa, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        var pair = sa.Pair!;
        var counters = pair.Counters;
        var verdict = Sessions is { IsIdle: false } sessions ? sessions.Inspect(now, packet, inner, new SessionPass(pair.Interface, IsInbound: false)) : default;
        if (verdict.Drops)
        {
            return;
        }

        var room = context.Output.BeginPacket(sa.MaximumLength(packet.Length));
        switch (sa.Protect(packet, inner, room, out var written, out var outer))
        {
            case ProtectResult.Protected:
                context.Output.EndPacket(sa.Path, outer, written);
                counters.OutPackets.Increment();
                counters.OutOctets.Add((ulong)written);
                counters.LastOutUnixMilliseconds.Set((ulong)now.UnixMilliseconds);
                pair.LastSent = now;
                limits.CheckSent(pair, sa);
                if (!verdict.Collector.IsNone)
                {
                    Sessions!.SendCopy(now, packet, inner, verdict.Collector);
                }

                break;
            case ProtectResult.SequenceExhausted:
                counters.SequenceOverflows.Increment();
                notices.Enqueue(new EspNotice(EspNoticeKind.Dropped, pair, null, sa.Path)
                {
                    Drop = new EspDrop(FailureCause.SequenceOverflow, "packet dropped: the sequence numbers of its SA are used up", inner.Source, inner.Destination),
                });
                limits.TellHardLimit(pair);
                break;
            case ProtectResult.TooBig:
                counters.OutTooBig.Increment();

                // From the destination, as from a router on the way there: the host takes no packet from the device with an address of its own as source.
                var error = IcmpTooBig.Build(packet, inner, sa.LargestInner, inner.Destination, _error);
                if (error > 0)
                {
                    context.Output.Deliver(_error.AsSpan(0, error));
                }

                break;
            default:
                if (sa.IsForeign(inner))
                {
                    counters.OutSelectorMismatches.Increment();
                    filters.CountForeign();
                }
                else
                {
                    counters.OutErrors.Increment();
                }

                break;
        }
    }

    /// <inheritdoc/>
    public bool TrySendCopy(EngineInstant now, ReadOnlySpan<byte> packet)
    {
        if (!InnerPacket.TryParse(packet, out var inner))
        {
            return false;
        }

        switch (policies.Table.Find(inner))
        {
            case null or { Action: PolicyAction.Pass }:
                context.Output.Bypass(packet);
                return true;
            case { Sa: { } sa }:
                Send(now, sa, packet, inner);
                return true;
            default:
                return false;
        }
    }
}
