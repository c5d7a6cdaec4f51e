using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The packet path of one shard (RFC 4301 section 5): its SAs by SPI, and the way of a packet in either direction. What the IKE side must
/// know is left as notices; nothing here calls back. Allocates nothing per packet.
/// </summary>
internal sealed class EspShard : IDataPlane
{
    private readonly ShardContext _context;
    private readonly FilterCounting _filters;
    private readonly Dictionary<uint, SaPair> _pairs = [];
    private readonly Dictionary<IpAddress, int> _pathMtus = [];
    private readonly Queue<EspNotice> _notices = new();
    private readonly LimitNotices _limits;
    private readonly List<(string VpnName, string PolicyName)> _ready = [];

    public EspShard(ShardContext context, Func<EngineInstant> moment)
    {
        _context = context;
        Policies = new OutboundPolicies(context.Output, moment, context.Vrf);
        _filters = new FilterCounting(Policies, context.Counters);
        Gate = new AcquireGate();
        _limits = new LimitNotices(_notices);
        Sender = new PacketSender(context, Policies, _filters, _notices, _limits);
    }

    /// <summary>The security policies for outbound packets.</summary>
    public OutboundPolicies Policies { get; }

    /// <summary>Packets that wait for an SA, and the acquires that were raised for them.</summary>
    public AcquireGate Gate { get; }

    /// <summary>Takes inner packets before the host gets them.</summary>
    public IInnerPacketTap? Tap { get; set; }

    /// <summary>Sends into tunnels.</summary>
    public PacketSender Sender { get; }

    /// <summary>The sessions that inner packets may meet; null when there can be none.</summary>
    public ShardSessions? Sessions
    {
        get => Sender.Sessions;
        set => Sender.Sessions = value;
    }

    public int PairCount => _pairs.Count;

    public SaPair? Find(uint inboundSpi) => _pairs.GetValueOrDefault(inboundSpi);

    public bool TryTakeNotice(out EspNotice notice) => _notices.TryDequeue(out notice);

    /// <summary>Takes over the security policies of a configuration. Packets that wait for a policy that is gone are given up.</summary>
    public void Load(EngineConfiguration configuration)
    {
        foreach (var entry in Policies.Load(configuration))
        {
            Gate.Forget(entry.VpnName, entry.Policy.Name);
        }

        NoteHeld();
    }

    /// <summary>One protected packet from the network.</summary>
    public void HandleProtected(EngineInstant now, in NetworkPath path, PacketEncapsulation encapsulation, byte trafficClass, Span<byte> packet)
    {
        if (!ProtectedPacket.TryReadSpi(encapsulation, packet, out var spi))
        {
            _context.Counters.EspMalformed.Increment();
            return;
        }

        var protocol = encapsulation == PacketEncapsulation.Ah ? IpsecProtocol.Ah : IpsecProtocol.Esp;
        if (!_pairs.TryGetValue(spi, out var pair) || pair.Inbound is not { } inbound || pair.Protocol != protocol)
        {
            _context.Counters.EspUnknownSpi.Increment();
            _notices.Enqueue(new EspNotice(EspNoticeKind.UnknownSpi, null, null, path) { Spi = spi });
            return;
        }

        var octets = packet.Length;
        var result = inbound.Unprotect(path, trafficClass, packet, out var inner, out var parsed);
        if (result is not (UnprotectResult.Accepted or UnprotectResult.Dummy))
        {
            CountDrop(pair, path, result, parsed);
            return;
        }

        NoteReceived(now, path, encapsulation, pair, octets);
        if (result == UnprotectResult.Dummy)
        {
            pair.Counters.InDummyPackets.Increment();
            return;
        }

        _filters.CountIn(pair, parsed);
        if (Sessions is { IsIdle: false } sessions && !AdmitInbound(sessions, now, pair, inner, parsed))
        {
            return;
        }

        if (Tap?.TryTake(now, inner, parsed) != true)
        {
            _context.Output.Deliver(inner);
        }
    }

    /// <summary>One packet of the local host.</summary>
    public void HandleInner(EngineInstant now, ReadOnlySpan<byte> packet) => HandleInner(now, packet, isNew: true);

    public void InstallInbound(ChildSaInstallation installation)
    {
        var pair = new SaPair(installation) { Inbound = new InboundSa(installation, _context.Crypto) };
        if (_pairs.Remove(installation.SpiIn, out var before))
        {
            // SPIs are drawn anew for every pair; should one come twice, the newer holds.
            Discard(before);
        }

        _pairs[installation.SpiIn] = pair;
    }

    public void InstallOutbound(ChildSaInstallation installation)
    {
        if (!_pairs.TryGetValue(installation.SpiIn, out var pair) || pair.Outbound is not null)
        {
            return;
        }

        var outbound = new OutboundSa(installation, _context.Crypto, _context.Random) { Pair = pair };
        if (_pathMtus.TryGetValue(installation.Path.Remote.Address, out var mtu))
        {
            outbound.PathMtu = mtu;
        }

        pair.Outbound = outbound;
        Policies.Attach(pair, installation);
        TellReached(pair, reached: true);
        Gate.Settle(installation.VpnName, installation.Policy.Name);
        _ready.Add((installation.VpnName, installation.Policy.Name));
    }

    public void RemoveInbound(uint spi, IpsecProtocol protocol)
    {
        if (_pairs.Remove(spi, out var pair))
        {
            Discard(pair);
        }
    }

    public void RemoveOutbound(uint inboundSpi, IpsecProtocol protocol)
    {
        if (_pairs.TryGetValue(inboundSpi, out var pair) && pair.Outbound is { } outbound)
        {
            Policies.Detach(pair);
            TellReached(pair, reached: false);
            pair.Outbound = null;
            outbound.Dispose();
        }
    }

    public void UpdateEndpoints(uint inboundSpi, IpsecProtocol protocol, in NetworkPath path, bool udpEncapsulation)
    {
        if (_pairs.TryGetValue(inboundSpi, out var pair))
        {
            pair.PeerEndpoint = path.Remote;
            if (pair.Outbound is { } outbound)
            {
                outbound.Path = path;
                outbound.UsesUdp = udpEncapsulation;
                outbound.PathMtu = _pathMtus.GetValueOrDefault(path.Remote.Address);
            }
        }
    }

    public EngineInstant? LastReceived(uint inboundSpi, IpsecProtocol protocol) => _pairs.GetValueOrDefault(inboundSpi)?.LastReceived;

    public EngineInstant? LastSent(uint inboundSpi, IpsecProtocol protocol) => _pairs.GetValueOrDefault(inboundSpi)?.LastSent;

    /// <summary>The way to a peer takes packets of this size at most, outer IP header included; 0 = any.</summary>
    public void PathMtuChanged(IpAddress remote, int mtu)
    {
        if (mtu == 0)
        {
            _pathMtus.Remove(remote);
        }
        else
        {
            _pathMtus[remote] = mtu;
        }

        foreach (var pair in _pairs.Values)
        {
            if (pair.Outbound is { } outbound && outbound.Path.Remote.Address == remote)
            {
                outbound.PathMtu = mtu;
            }
        }
    }

    /// <summary>Sends what waited for the SAs that have come up since the last call.</summary>
    public void ReleaseHeld(EngineInstant now)
    {
        foreach (var (vpnName, policyName) in _ready)
        {
            // A packet that the SA is not for, because the peer narrowed, waits again: each is taken once.
            for (var count = Gate.CountHeld(vpnName, policyName); count > 0 && Gate.TryTakeHeld(now, vpnName, policyName, out var held); count--)
            {
                HandleInner(now, held.Span, isNew: false);
                Gate.Return(held);
            }
        }

        _ready.Clear();
        NoteHeld();
    }

    /// <param name="now">The moment.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="isNew">False for one that was held, and counted then.</param>
    private void HandleInner(EngineInstant now, ReadOnlySpan<byte> packet, bool isNew)
    {
        if (!InnerPacket.TryParse(packet, out var inner))
        {
            _context.Counters.NoPolicyDrops.Increment();
            return;
        }

        if (Policies.Table.Find(inner) is not { } entry)
        {
            _context.Counters.NoPolicyDrops.Increment();
            _filters.CountUnmatched(inner);
            return;
        }

        if (isNew)
        {
            _filters.CountOut(entry);
        }

        packet = packet[..inner.Length];
        switch (entry.Action)
        {
            case PolicyAction.Pass:
                _context.Counters.PolicyBypasses.Increment();
                _context.Output.Bypass(packet);
                break;
            case PolicyAction.Drop:
                _filters.CountDenied();
                break;
            default:
                if (entry.Sa is { } sa)
                {
                    Sender.Send(now, sa, packet, inner);
                }
                else if (entry.Manual is not null)
                {
                    // Nobody negotiates it, so there is nothing to wait for.
                    _filters.CountDenied();
                }
                else
                {
                    Hold(now, entry, packet, inner);
                }

                break;
        }
    }

    /// <summary>False when a session drops a packet that the policies have let in.</summary>
    private static bool AdmitInbound(ShardSessions sessions, EngineInstant now, SaPair pair, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        var verdict = sessions.Inspect(now, packet, inner, new SessionPass(pair.Interface, IsInbound: true));
        if (!verdict.Collector.IsNone)
        {
            sessions.SendCopy(now, packet, inner, verdict.Collector);
        }

        return !verdict.Drops;
    }

    private void CountDrop(SaPair pair, in NetworkPath path, UnprotectResult result, in InnerPacket inner)
    {
        var anyPolicy = result != UnprotectResult.SelectorMismatch || _filters.MismatchIsOfAnyPolicy(inner);
        if (anyPolicy)
        {
            pair.Counters.CountDrop(result);
        }
        else
        {
            pair.Counters.NoPolicyDrops.Increment();
        }

        if (DropCounting.FailureOf(result, inner, anyPolicy) is { } drop)
        {
            _notices.Enqueue(new EspNotice(EspNoticeKind.Dropped, pair, null, path) { Drop = drop });
        }
    }

    private void Hold(EngineInstant now, PolicyEntry entry, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if (Gate.Offer(now, Policies.AcquireTimeout, entry, packet, inner) == AcquireDecision.Raise)
        {
            _context.Counters.AcquiresRaised.Increment();
            _notices.Enqueue(new EspNotice(EspNoticeKind.Acquire, null, entry, default));
        }

        NoteHeld();
    }

    private void NoteHeld()
    {
        _context.Counters.HeldPackets.Set(Gate.HeldPackets);
        _context.Counters.HeldDrops.Set(Gate.HeldDrops);
    }

    private void NoteReceived(EngineInstant now, in NetworkPath path, PacketEncapsulation encapsulation, SaPair pair, int octets)
    {
        var counters = pair.Counters;
        counters.InPackets.Increment();
        counters.InOctets.Add((ulong)octets);
        counters.LastInUnixMilliseconds.Set((ulong)now.UnixMilliseconds);
        if (pair.LastReceived is null)
        {
            _notices.Enqueue(new EspNotice(EspNoticeKind.FirstReceived, pair, null, path));
        }

        pair.LastReceived = now;
        if (encapsulation == PacketEncapsulation.Udp && path.Remote != pair.PeerEndpoint)
        {
            _notices.Enqueue(new EspNotice(EspNoticeKind.PeerMoved, pair, null, path));
        }

        _limits.CheckReceived(pair);
    }

    private void Discard(SaPair pair)
    {
        Policies.Detach(pair);
        if (pair.Outbound is not null)
        {
            TellReached(pair, reached: false);
        }

        pair.Dispose();
    }

    private void TellReached(SaPair pair, bool reached)
    {
        foreach (var remote in pair.Reached)
        {
            _context.Output.Reach(remote, pair.Policy, reached);
        }
    }
}
