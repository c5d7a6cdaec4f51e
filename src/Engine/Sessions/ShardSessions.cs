using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>
/// One shard's part in the sessions: looks its packets up in the table that all shards share, and at the owner changes that table. Allocates nothing per
/// packet; costs one comparison per packet while there is no session.
/// </summary>
internal sealed class ShardSessions
{
    private const int TcpFlags = 13;
    private const int TcpFin = 1;
    private const int TcpReset = 4;

    private readonly ShardContext _context;
    private readonly SessionTable _table;
    private readonly SessionCounters _counters;
    private readonly SessionCopies _copies;
    private readonly List<EndingSession> _ending = [];

    public ShardSessions(ShardContext context, SessionTable table, ICopySender sender)
    {
        _context = context;
        _table = table;
        _counters = table.CountersOf(context.Id.Value);
        _copies = new SessionCopies(context, sender);
    }

    /// <summary>No packet can meet a session.</summary>
    public bool IsIdle => _table.IsEmpty;

    /// <summary>When <see cref="Fire"/> has something to do, monotonic milliseconds, or null.</summary>
    public long? NextDeadline => IsOwner ? _table.NextDeadline : null;

    private bool IsOwner => _context.Id == SessionTable.Owner;

    /// <summary>Looks a packet up, and counts it with the session that it meets. A copy that is due at once has been sent on return.</summary>
    public SessionVerdict Inspect(EngineInstant now, ReadOnlySpan<byte> packet, in InnerPacket inner, in SessionPass pass)
    {
        // Sessions are of TCP and UDP, and of what calls itself 0; everything else needs no look-up.
        if (inner.Protocol is not (IpProtocols.Tcp or IpProtocols.Udp or 0)
            || _table.Index is not { } index
            || index.FindPacket(FlowKey.Of(inner), pass, out var isReply, out var version) is not (> 0 and var slot))
        {
            return default;
        }

        ref var entry = ref _table.Slots[slot];
        Count(now, ref entry, isReply, (ulong)inner.Length);
        if (entry.Action == SessionAction.Drop)
        {
            _counters.Drops.Increment();
            return new SessionVerdict(Drops: true, default);
        }

        if (inner.Protocol == IpProtocols.Tcp)
        {
            NoteTcp(slot, ref entry, version, packet[..inner.Length], inner, isReply);
        }

        if (entry.Action == SessionAction.Forward)
        {
            return default;
        }

        var collector = IpAddress.FromBits(_table.Slots.NextHopOf(slot), entry.Has(SessionFlags.NextHopIpv6));
        if (entry.Action == SessionAction.Snoop)
        {
            return new SessionVerdict(Drops: false, collector);
        }

        SendCopy(now, packet, inner, collector);
        return default;
    }

    /// <summary>The policies have let a packet through whose session has copies made then.</summary>
    public void SendCopy(EngineInstant now, ReadOnlySpan<byte> packet, in InnerPacket inner, IpAddress collector)
    {
        if (_copies.TrySend(now, packet[..inner.Length], inner.IsIpv6, collector))
        {
            _counters.Copies.Increment();
        }
        else
        {
            _counters.FailedCopies.Increment();
        }
    }

    /// <summary>Carries out a change; the owner only gets them.</summary>
    public void Execute(EngineInstant now, ShardCommand.ChangeSessions command)
    {
        switch (command.Change)
        {
            case SessionChange.Add add:
                _context.Output.Reply(command.Request, new ShardReply.SessionsAdded(_table.Add(now, add.Sessions.Span)));
                break;
            case SessionChange.Delete delete:
                _context.Output.Reply(command.Request, new ShardReply.SessionDeleted(_table.Delete(now, delete.Id)));
                break;
            case SessionChange.TakeClosed take:
                _context.Output.Reply(command.Request, new ShardReply.SessionsTaken(_table.TakeClosed(take.Limit)));
                break;
            case SessionChange.NoteEnding ending:
                _table.NoteEnding(now, ending.Sessions);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Change, "unknown change");
        }
    }

    /// <summary>Closes what is idle and forgets what has been closed for long.</summary>
    public void Fire(EngineInstant now)
    {
        if (IsOwner)
        {
            _table.Expire(now);
        }
    }

    /// <summary>Hands on which sessions packets have brought to their end.</summary>
    public void EndTurn(EngineInstant now)
    {
        if (_ending.Count == 0)
        {
            return;
        }

        if (IsOwner)
        {
            _table.NoteEnding(now, _ending);
        }
        else
        {
            _context.Output.Post(SessionTable.Owner, new ShardCommand.ChangeSessions(0, new SessionChange.NoteEnding([.. _ending])));
        }

        _ending.Clear();
    }

    private void Count(EngineInstant now, ref SessionEntry entry, bool isReply, ulong octets)
    {
        _counters.Matches.Increment();
        Volatile.Write(ref entry.LastSeen, now.Monotonic);
        ref var packetCount = ref isReply ? ref entry.OutPackets : ref entry.InPackets;
        ref var octetCount = ref isReply ? ref entry.OutOctets : ref entry.InOctets;
        if (_table.IsShared)
        {
            Interlocked.Increment(ref packetCount);
            Interlocked.Add(ref octetCount, octets);
        }
        else
        {
            Volatile.Write(ref packetCount, packetCount + 1);
            Volatile.Write(ref octetCount, octetCount + octets);
        }
    }

    /// <summary>RFC 9293 section 3.5: a FIN ends one direction, a RST both. Sequence numbers are the owner's affair, who keeps the TCP state.</summary>
    private void NoteTcp(int slot, ref SessionEntry entry, uint version, ReadOnlySpan<byte> packet, in InnerPacket inner, bool isReply)
    {
        var at = inner.HeaderLength + TcpFlags;
        if (!inner.HasPorts || at >= packet.Length || (packet[at] & (TcpFin | TcpReset)) is not (> 0 and var control))
        {
            return;
        }

        var seen = (control & TcpReset) != 0 ? SessionFlags.Reset : isReply ? SessionFlags.DestinationFin : SessionFlags.SourceFin;
        var before = Interlocked.Or(ref entry.Flags, seen);
        var ends = seen == SessionFlags.Reset || ((before | seen) & SessionFlags.BothFins) == SessionFlags.BothFins;
        if (ends && (before & seen) == 0)
        {
            _ending.Add(new EndingSession(slot, version));
        }
    }
}
