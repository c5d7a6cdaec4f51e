using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Polling;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// One shard's thread: take what is there, let the engine act, send, publish, sleep until something comes or is due. The engine is entered
/// from here only.
/// </summary>
/// <remarks>
/// A turn ends with one publication. It goes on while there is more to take, but not longer than <see cref="PublishInterval"/>, so that a
/// storm is published in few pieces and still seen in time.
/// </remarks>
internal sealed class ShardLoop : IDatagramSink
{
    /// <summary>Milliseconds after which a turn publishes even though there is more to do.</summary>
    private const long PublishInterval = 10;

    /// <summary>
    /// Longest sleep in milliseconds. Brings home what was counted outside the engine, and shows the health check that the shard lives.
    /// </summary>
    private const int Heartbeat = 1000;

    /// <summary>Datagrams and messages taken in one step, before sockets and the clock get their turn again.</summary>
    private const int StepLimit = 32;

    private readonly IkeShard _shard;
    private readonly ShardInbox _inbox;
    private readonly IShardPorts _ports;
    private readonly ShardOutput _output;
    private readonly DatagramRouter _router;
    private readonly InnerPacketRouting _routing;
    private readonly IngressCounters _ingress;
    private readonly ShardHealth _health;
    private readonly ShardRest _rest;
    private readonly EngineClock _clock;
    private readonly Action<Exception> _onFault;
    private readonly Thread _thread;
    private EngineInstant _now;
    private HostTraffic _traffic;
    private bool _tookInner;
    private long _lastTurn;
    private volatile bool _stopping;

    public ShardLoop(
        IkeShard shard,
        ShardInbox inbox,
        IShardPorts ports,
        ShardOutput output,
        DatagramRouter router,
        InnerPacketRouting routing,
        IngressCounters ingress,
        ShardHealth health,
        BusyPollLimits busyPoll,
        EngineClock clock,
        Action<Exception> onFault)
    {
        _shard = shard;
        _inbox = inbox;
        _ports = ports;
        _output = output;
        _router = router;
        _routing = routing;
        _ingress = ingress;
        _health = health;
        _rest = new ShardRest(ports, new BusyPollPolicy(busyPoll));
        _clock = clock;
        _onFault = onFault;
        _lastTurn = clock.Monotonic;
        _thread = new Thread(Run) { IsBackground = true, Name = $"ike-shard {shard.Context.Id.Value}" };
        inbox.WakeWith(ports.Wake);
    }

    /// <summary>When the last turn ended, on the engine's clock. Any thread.</summary>
    public long LastTurn => Volatile.Read(ref _lastTurn);

    public void Start() => _thread.Start();

    /// <summary>Ends the loop after the turn that is running, and waits for it.</summary>
    public void Stop()
    {
        _stopping = true;
        _inbox.Signal();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    void IDatagramSink.Take(in NetworkPath path, byte trafficClass, Span<byte> datagram)
    {
        if (!_router.TryRoute(path, datagram, out var owner, out var isEsp, out var message))
        {
            return;
        }

        if (isEsp)
        {
            TakeProtected(owner, path, PacketEncapsulation.Udp, trafficClass, message);
        }
        else if (owner == _shard.Context.Id)
        {
            _shard.HandleDatagram(_now, path, message);
        }
        else
        {
            _router.Forward(owner, path, message);
        }
    }

    void IDatagramSink.TakeProtected(in NetworkPath path, PacketEncapsulation encapsulation, uint spi, byte trafficClass, Span<byte> packet) =>
        TakeProtected(_router.OwnerOf(spi), path, encapsulation, trafficClass, packet);

    void IInnerPacketSink.TakeInner(ReadOnlySpan<byte> packet)
    {
        var owner = _routing.OwnerOf(_shard.Context.Id, packet);
        if (owner == _shard.Context.Id)
        {
            HandleInner(packet);
        }
        else
        {
            _router.ForwardInner(owner, packet);
        }
    }

    private void TakeProtected(ShardId owner, in NetworkPath path, PacketEncapsulation encapsulation, byte trafficClass, Span<byte> packet)
    {
        if (owner == _shard.Context.Id)
        {
            _shard.HandleProtected(_now, path, encapsulation, trafficClass, packet);
        }
        else
        {
            _router.ForwardProtected(owner, path, encapsulation, trafficClass, packet);
        }
    }

    private void HandleInner(ReadOnlySpan<byte> packet)
    {
        _tookInner = true;
        _shard.HandleInnerPacket(_now, packet);
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                Turn();
            }

            // What arrived while the stop was under way, and the last publication.
            Turn();
            DropRest();
        }
#pragma warning disable CA1031 // A fault here is one of the shard's own bookkeeping: the process must hear of it and end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _onFault(e);
        }
    }

    private void Turn()
    {
        _rest.Wait(SleepMilliseconds(), _traffic);
        _traffic = HostTraffic.None;
        var started = _clock.Microseconds;
        while (Step() && _clock.Microseconds - started < PublishInterval * 1000)
        {
            _ports.Wait(0);
        }

        _ingress.FoldInto(_shard.Context.Counters);
        _shard.EndTurn(_now);
        _output.DeliverReplies();

        // What the end of the turn had to say.
        Flush();
        Volatile.Write(ref _lastTurn, _now.Monotonic);
        CountTurn(_clock.Microseconds - started);
    }

    private void CountTurn(long microseconds)
    {
        _health.Turns.Increment();
        _health.BusyMicroseconds.Add((ulong)Math.Max(microseconds, 0));
        _health.JobsPending.Set((ulong)_shard.UnfinishedJobs);
        if (microseconds > ShardHealth.SlowTurnMilliseconds * 1000)
        {
            _health.SlowTurns.Increment();
        }
    }

    /// <summary>Takes a bounded portion of everything; true when there may be more.</summary>
    private bool Step()
    {
        _now = _clock.Read();
        _inbox.BeginDrain();
        var taken = DrainMessages() + DrainDatagrams() + _ports.Receive(this);
        _router.Flush();
        if (_shard.NextDeadline <= _now)
        {
            _shard.HandleTimers(_now);
        }

        Flush();
        NoteTraffic();
        return taken > 0;
    }

    /// <summary>The last packets decide what is likely to come next; a step without any changes nothing.</summary>
    private void NoteTraffic()
    {
        if (_tookInner || _output.HasDelivered)
        {
            _traffic = (_tookInner ? HostTraffic.ToTunnel : HostTraffic.None) | (_output.HasDelivered ? HostTraffic.ToHost : HostTraffic.None);
            _tookInner = false;
            _output.HasDelivered = false;
        }
    }

    private void Flush()
    {
        _ports.Flush();
        while (_ports.TryTakePathMtu(out var remote, out var mtu))
        {
            _shard.PathMtuChanged(_now, remote, mtu);
        }

        while (_ports.TryTakeUnsent(out var ownSpi))
        {
            _shard.MessageNotSent(ownSpi);
        }
    }

    private int DrainMessages()
    {
        var taken = 0;
        while (taken < StepLimit && _inbox.TryTakeMessage(out var message))
        {
            taken++;
            switch (message)
            {
                case ShardCommand command:
                    _shard.HandleCommand(_now, command);
                    break;
                case CryptoJobResult result:
                    _shard.HandleJobResult(_now, result);
                    break;
            }
        }

        return taken;
    }

    private int DrainDatagrams()
    {
        var taken = 0;
        while (taken < StepLimit && _inbox.TryTakeDatagrams(out var batch))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                switch (batch.KindOf(i))
                {
                    case BatchEntryKind.IkeMessage:
                        _shard.HandleDatagram(_now, batch.PathOf(i), batch.OctetsOf(i));
                        break;
                    case BatchEntryKind.ProtectedPacket:
                        _shard.HandleProtected(_now, batch.PathOf(i), batch.EncapsulationOf(i), batch.TrafficClassOf(i), batch.OctetsOf(i));
                        break;
                    case BatchEntryKind.InnerPacket:
                        HandleInner(batch.OctetsOf(i));
                        break;
                }
            }

            taken += batch.Count;
            batch.Return();
        }

        return taken;
    }

    /// <summary>Results that nobody will handle any more carry secrets.</summary>
    private void DropRest()
    {
        while (_inbox.TryTakeMessage(out var message))
        {
            (message as IDisposable)?.Dispose();
        }
    }

    private int SleepMilliseconds()
    {
        if (_stopping || !_inbox.IsEmpty)
        {
            return 0;
        }

        // One more than the difference: the deadline must have passed when the sleep ends, or the loop would turn without effect.
        return _shard.NextDeadline is { } deadline
            ? (int)Math.Clamp(deadline.Monotonic - _clock.Monotonic + 1, 0, Heartbeat)
            : Heartbeat;
    }
}
