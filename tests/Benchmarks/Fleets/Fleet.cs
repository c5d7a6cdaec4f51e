using System.Runtime.InteropServices;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// A gateway and the peers around it, on a clock of their own. Usually it stands still while they work: however long the machine needs, nothing comes late, so
/// that a day of tunnels costs what the processor needs for it. No sockets, no threads.
/// </summary>
internal sealed class Fleet : IDisposable
{
    private readonly ICryptoProvider _crypto;
    private readonly bool _carriesPackets;
    private readonly long _startedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private readonly List<EngineSide> _peers = [];
    private readonly List<(EngineSide Peers, int First, int Count)> _sides = [];
    private long _microseconds = 1_000_000_000;
    private long _worked;

    /// <param name="crypto">Cryptography of all.</param>
    /// <param name="gateway">Configuration of the gateway, from its address.</param>
    /// <param name="carriesPackets">All of them send and take the packets of their tunnels.</param>
    public Fleet(ICryptoProvider crypto, Func<IpAddress, EngineConfiguration> gateway, bool carriesPackets = false)
    {
        _crypto = crypto;
        _carriesPackets = carriesPackets;
        Gateway = new EngineSide(EnginePair.ResponderAddress, crypto, Now, carriesPackets);
        Gateway.Configure(gateway(Gateway.Address));
    }

    public EngineSide Gateway { get; }

    /// <summary>The engines that hold the peers, with the first number and the count of their vpns.</summary>
    public IReadOnlyList<(EngineSide Peers, int First, int Count)> Sides => _sides;

    /// <summary>Its clock, in seconds from an arbitrary moment.</summary>
    public double Seconds => _microseconds / 1e6;

    /// <summary>The most half-open SAs that the gateway had at any moment of <see cref="Settle"/>.</summary>
    public ulong MostHalfOpen { get; private set; }

    /// <summary>
    /// The gateway's work takes the time that its processor needs for it: while it has much to do, the peers' timers run out and they send again. Their own work
    /// takes none, for they are on machines of their own.
    /// </summary>
    public bool WorkTakesTime { get; set; }

    /// <summary>Everything that waits arrives before anything is answered, as over a long way; otherwise each datagram is answered at once.</summary>
    public bool InBursts { get; set; }

    public static EngineSuite Suite => EngineSuite.Curve25519Gcm;

    /// <summary>One more engine that holds many peers, with the vpns of these numbers.</summary>
    public EngineSide AddPeers(string address, int first, int count, Func<EngineConfiguration, EngineConfiguration>? change = null)
    {
        var side = new EngineSide(address, _crypto, Now, _carriesPackets);
        var configuration = EngineConfigurations.Initiator(Suite, side.Address, Gateway.Address, first, count);
        side.Configure(change is null ? configuration : change(configuration));
        _peers.Add(side);
        _sides.Add((side, first, count));
        return side;
    }

    /// <summary>They are gone without a word.</summary>
    public void Vanish(EngineSide side)
    {
        _peers.Remove(side);
        _sides.RemoveAll(row => row.Peers == side);
        side.Lose();
        side.Dispose();
    }

    /// <summary>Brings the vpns of these numbers up, so many a second.</summary>
    public void Establish(EngineSide side, int first, int count, int perSecond)
    {
        var before = Gateway.Established;
        for (var number = first; number < first + count; number++)
        {
            side.Initiate(EngineConfigurations.VpnName(number), EngineConfigurations.ChildName(number));
            Settle();
            _microseconds += 1_000_000 / perSecond;
            RunTimers();
        }

        if (Gateway.Established - before != count)
        {
            throw new InvalidOperationException($"of {count} set-ups the gateway finished {Gateway.Established - before}");
        }
    }

    /// <summary>Delivers everything until all are silent.</summary>
    public void Settle()
    {
        bool busy;
        do
        {
            busy = false;
            foreach (var peer in _peers)
            {
                while (TakeFrom(peer))
                {
                    busy = true;
                    MostHalfOpen = Math.Max(MostHalfOpen, Gateway.Counters.HalfOpen.Value);
                    if (!InBursts)
                    {
                        break;
                    }
                }
            }

            while (Gateway.GiveTo(CollectionsMarshal.AsSpan(_peers)))
            {
                busy = true;
                if (!InBursts)
                {
                    break;
                }
            }
        }
        while (busy);
    }

    /// <summary>Lives for that long, or until the condition holds.</summary>
    public void Live(TimeSpan span, Func<bool>? until = null)
    {
        var end = _microseconds + (long)span.TotalMicroseconds;
        Settle();
        while (until?.Invoke() != true)
        {
            var next = NextDeadline() is { } deadline ? Math.Max(deadline * 1000, _microseconds) : long.MaxValue;
            if (next > end)
            {
                _microseconds = end;
                return;
            }

            _microseconds = next;
            RunTimers();
        }
    }

    /// <summary>Liveness checks that the gateway has sent for the tunnels it has now, and how many of them were answered.</summary>
    public (double Sent, double Answered) Probes()
    {
        double sent = 0;
        double answered = 0;
        foreach (var tunnel in Gateway.Registry.Capture().Enumerate())
        {
            // Generations of a tunnel share their counters: each tunnel is counted at its newest.
            if (tunnel.State == IkeTunnelState.Established)
            {
                sent += tunnel.Counters.DpdProbes.Value;
                answered += tunnel.Counters.DpdReplies.Value;
            }
        }

        return (sent, answered);
    }

    public void ForgetMostHalfOpen() => MostHalfOpen = 0;

    public void Dispose()
    {
        Gateway.Dispose();
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }
    }

    private bool TakeFrom(EngineSide peer)
    {
        var before = Gateway.Cost.Nanoseconds;
        if (!Gateway.TakeFrom(peer))
        {
            return false;
        }

        _worked += WorkTakesTime ? Gateway.Cost.Nanoseconds - before : 0;
        _microseconds += _worked / 1000;
        _worked %= 1000;
        return true;
    }

    private EngineInstant Now() => new(_microseconds / 1000, _startedAt + (_microseconds / 1000));

    private void RunTimers()
    {
        var now = _microseconds / 1000;
        if (Gateway.NextDeadline is { } due && due.Monotonic <= now)
        {
            Gateway.HandleTimers();
        }

        foreach (var peer in _peers)
        {
            if (peer.NextDeadline is { } deadline && deadline.Monotonic <= now)
            {
                peer.HandleTimers();
            }
        }

        Settle();
    }

    private long? NextDeadline()
    {
        var next = Gateway.NextDeadline?.Monotonic;
        foreach (var peer in _peers)
        {
            next = peer.NextDeadline is { } other && (next is null || other.Monotonic < next) ? other.Monotonic : next;
        }

        return next;
    }
}
