namespace MyIkev2.Engine.Esp;

/// <summary>
/// Stands between packets that have a policy but no SA and the IKE side: one acquire per (vpn, security policy) until an SA came up, the attempt
/// failed, or the acquire timeout passed, however many packets ask; a few of them wait for the SA. Used by the owning shard only. Allocates
/// nothing after warm-up.
/// </summary>
internal sealed class AcquireGate
{
    /// <summary>Packets that wait for one policy; the oldest makes room.</summary>
    public const int PacketsPerPolicy = 4;

    /// <summary>Octets of waiting packets of all policies; the oldest make room.</summary>
    public const int OctetsInAll = 64 * 1024;

    /// <summary>Acquires of a policy follow each other no faster, though attempts fail or the timeout is 0: traffic at line rate must not hammer a peer that refuses.</summary>
    public static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string VpnName, string PolicyName), PendingAcquire> _pending = [];
    private readonly Stack<HeldPacket> _freePackets = new();
    private HeldPacket? _oldest;
    private HeldPacket? _newest;
    private int _freeOctets;

    /// <summary>Packets that wait now.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Octets that wait now.</summary>
    public int HeldOctets { get; private set; }

    /// <summary>Packets that were held since the start.</summary>
    public ulong HeldPackets { get; private set; }

    /// <summary>Packets that were held and never sent: replaced by newer ones, too old, or their policy got no SA.</summary>
    public ulong HeldDrops { get; private set; }

    /// <summary>A packet met a policy without an SA: holds it and says whether to ask for one.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="timeout">How long no further acquire is raised (<c>acquire-timeout</c>), and how long the packet may wait.</param>
    /// <param name="entry">The entry that it met.</param>
    /// <param name="packet">The packet; copied.</param>
    /// <param name="inner">Its headers.</param>
    public AcquireDecision Offer(EngineInstant now, TimeSpan timeout, PolicyEntry entry, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        timeout = timeout < LeastInterval ? LeastInterval : timeout;
        var key = (entry.VpnName, entry.Policy.Name);
        if (!_pending.TryGetValue(key, out var pending))
        {
            _pending[key] = pending = new PendingAcquire();
        }

        Hold(pending, packet[..Math.Min(packet.Length, inner.Length)], now.Plus(timeout));
        if (pending.IsClosed && now < pending.NotBefore)
        {
            return AcquireDecision.Coalesced;
        }

        pending.IsClosed = true;
        pending.RaisedAt = now;
        pending.NotBefore = now.Plus(timeout);
        pending.Trigger = AcquireSelectors.Of(inner);
        return AcquireDecision.Raise;
    }

    /// <summary>The selectors of the packet that the last acquire of the policy was raised for. False when there was none, or an SA came up since.</summary>
    public bool TryGetTrigger(string vpnName, string policyName, out AcquireSelectors trigger)
    {
        var found = _pending.TryGetValue((vpnName, policyName), out var pending) && pending.IsClosed;
        trigger = found ? pending!.Trigger : default;
        return found;
    }

    /// <summary>An SA of the policy is up: its packets can be taken, and should it go, the next packet asks at once.</summary>
    public void Settle(string vpnName, string policyName)
    {
        if (_pending.TryGetValue((vpnName, policyName), out var pending))
        {
            pending.IsClosed = false;
        }
    }

    /// <summary>The attempt failed: what waits is dropped, and a later packet may ask again, <see cref="LeastInterval"/> after this attempt began.</summary>
    public void Fail(string vpnName, string policyName)
    {
        if (_pending.TryGetValue((vpnName, policyName), out var pending))
        {
            DropAll(pending);
            var earliest = pending.RaisedAt.Plus(LeastInterval);
            pending.NotBefore = earliest < pending.NotBefore ? earliest : pending.NotBefore;
        }
    }

    /// <summary>The policy is no more.</summary>
    public void Forget(string vpnName, string policyName)
    {
        if (_pending.Remove((vpnName, policyName), out var pending))
        {
            DropAll(pending);
        }
    }

    /// <summary>Packets of the policy that wait now.</summary>
    public int CountHeld(string vpnName, string policyName) => _pending.TryGetValue((vpnName, policyName), out var pending) ? pending.HeldCount : 0;

    /// <summary>The packet of the policy that waits longest; too old ones are dropped. To be given back with <see cref="Return"/>.</summary>
    public bool TryTakeHeld(EngineInstant now, string vpnName, string policyName, out HeldPacket held)
    {
        held = null!;
        if (!_pending.TryGetValue((vpnName, policyName), out var pending))
        {
            return false;
        }

        while (pending.Oldest is { } oldest)
        {
            Unlink(oldest);
            if (now <= oldest.Expiry)
            {
                held = oldest;
                return true;
            }

            HeldDrops++;
            Return(oldest);
        }

        if (!pending.IsClosed)
        {
            _pending.Remove((vpnName, policyName));
        }

        return false;
    }

    /// <summary>Gives a taken packet's buffer back.</summary>
    public void Return(HeldPacket held)
    {
        // Buffers that wait for use are bounded as those in use are.
        if (_freeOctets + held.Capacity <= OctetsInAll)
        {
            _freeOctets += held.Capacity;
            _freePackets.Push(held);
        }
    }

    private void Hold(PendingAcquire pending, ReadOnlySpan<byte> packet, EngineInstant expiry)
    {
        if (pending.IsFull)
        {
            Drop(pending.Oldest!);
        }

        while (HeldOctets + packet.Length > OctetsInAll && _oldest is { } oldest)
        {
            Drop(oldest);
        }

        var held = _freePackets.TryPop(out var free) ? free : new HeldPacket();
        _freeOctets -= held.Capacity;
        held.Fill(packet, expiry);
        pending.Add(held);
        held.Owner = pending;
        held.Older = _newest;
        if (_newest is { } newest)
        {
            newest.Newer = held;
        }

        _newest = held;
        _oldest ??= held;
        HeldCount++;
        HeldOctets += held.Length;
        HeldPackets++;
    }

    private void Drop(HeldPacket held)
    {
        Unlink(held);
        HeldDrops++;
        Return(held);
    }

    private void DropAll(PendingAcquire pending)
    {
        while (pending.Oldest is { } oldest)
        {
            Drop(oldest);
        }
    }

    private void Unlink(HeldPacket held)
    {
        held.Owner!.Remove(held);
        held.Owner = null;
        if (held.Older is { } older)
        {
            older.Newer = held.Newer;
        }
        else
        {
            _oldest = held.Newer;
        }

        if (held.Newer is { } newer)
        {
            newer.Older = held.Older;
        }
        else
        {
            _newest = held.Older;
        }

        (held.Older, held.Newer) = (null, null);
        HeldCount--;
        HeldOctets -= held.Length;
    }
}
