using System.Runtime.InteropServices;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// A gateway and the peers around it, on a clock that stands still while they work: however long the machine needs, nothing comes late, so that a day of
/// tunnels costs what the processor needs for it, and every run sees the same. No sockets, no threads.
/// </summary>
internal sealed class Fleet : IDisposable
{
    private readonly ICryptoProvider _crypto;
    private readonly long _startedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private readonly List<EngineSide> _peers = [];
    private long _microseconds = 1_000_000_000;

    /// <param name="crypto">Cryptography of all.</param>
    /// <param name="gateway">Configuration of the gateway, from its address.</param>
    public Fleet(ICryptoProvider crypto, Func<IpAddress, EngineConfiguration> gateway)
    {
        _crypto = crypto;
        Gateway = new EngineSide(EnginePair.ResponderAddress, crypto, Now);
        Gateway.Configure(gateway(Gateway.Address));
    }

    public EngineSide Gateway { get; }

    /// <summary>Its clock, in seconds from an arbitrary moment.</summary>
    public double Seconds => _microseconds / 1e6;

    /// <summary>The most half-open SAs that the gateway had at any moment of <see cref="Settle"/>.</summary>
    public ulong MostHalfOpen { get; private set; }

    public static EngineSuite Suite => EngineSuite.Curve25519Gcm;

    /// <summary>One more engine that holds many peers, with the vpns of these numbers.</summary>
    public EngineSide AddPeers(string address, int first, int count, Func<EngineConfiguration, EngineConfiguration>? change = null)
    {
        var side = new EngineSide(address, _crypto, Now);
        var configuration = EngineConfigurations.Initiator(Suite, side.Address, Gateway.Address, first, count);
        side.Configure(change is null ? configuration : change(configuration));
        _peers.Add(side);
        return side;
    }

    /// <summary>They are gone without a word.</summary>
    public void Vanish(EngineSide side)
    {
        _peers.Remove(side);
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

    /// <summary>Everything that waits arrives before anything is answered, as over a long way; otherwise each datagram is answered at once.</summary>
    public bool InBursts { get; set; }

    /// <summary>Delivers everything until all are silent.</summary>
    public void Settle()
    {
        bool busy;
        do
        {
            busy = false;
            foreach (var peer in _peers)
            {
                while (Gateway.TakeFrom(peer))
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

    public void ForgetMostHalfOpen() => MostHalfOpen = 0;

    public void Dispose()
    {
        Gateway.Dispose();
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }
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
