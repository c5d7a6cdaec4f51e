using System.Threading.Channels;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>
/// Brings a client's tunnels up, in order and at the planned pace, tries again what failed, and lets tunnels flap. One loop owns all that is known of the
/// tunnels; whatever happens elsewhere (a setup that ended, a moment that came) reaches it through one queue.
/// </summary>
internal sealed class TunnelDriver
{
    /// <summary>After a stall the pace is made up for this far: a burst of what was missed in minutes would be another test.</summary>
    private static readonly TimeSpan MostMadeUp = TimeSpan.FromMilliseconds(100);

    private readonly RunPlan _plan;
    private readonly IEngineControl _engine;
    private readonly TunnelNumbers _ids;
    private readonly SetupNumbers _numbers;
    private readonly RunEvents _events;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Slot[] _slots;
    private readonly PriorityQueue<int, TimeSpan> _due = new();
    private readonly Channel<Signal> _signals = Channel.CreateUnbounded<Signal>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _created = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start;
    private int _next;
    private TimeSpan _nextAt;
    private int _underWay;
    private int _open;

    public TunnelDriver(RunPlan plan, IEngineControl engine, TunnelNumbers ids, SetupNumbers numbers, RunEvents events, TimeProvider time)
    {
        _plan = plan;
        _engine = engine;
        _ids = ids;
        _numbers = numbers;
        _events = events;
        _time = time;
        _random = new Random(plan.Seed);
        _slots = new Slot[plan.Tunnels];
        _open = plan.Tunnels;
        _start = time.GetTimestamp();
    }

    /// <summary>Completes when every tunnel is up or given up.</summary>
    public Task Created => _created.Task;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Works until nothing is left to do, or it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _numbers.Begin();
        await using var timer = _time.CreateTimer(
            static state => ((TunnelDriver)state!)._signals.Writer.TryWrite(Signal.Tick), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            StartDue(cancellationToken);
            if (_underWay == 0 && _due.Count == 0 && _next == _slots.Length)
            {
                return;
            }

            Arm(timer);
            await _signals.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            while (_signals.Reader.TryRead(out var signal))
            {
                Take(signal);
            }
        }
    }

    private void StartDue(CancellationToken cancellationToken)
    {
        var now = Now;
        while (_underWay < _plan.Window)
        {
            if (_due.TryPeek(out var waiting, out var at) && at <= now)
            {
                _due.Dequeue();
                Start(waiting, cancellationToken);
            }
            else if (_next < _slots.Length && _nextAt <= now)
            {
                _nextAt = Max(_nextAt + _plan.SetupInterval, now - MostMadeUp);
                Start(_next++, cancellationToken);
            }
            else
            {
                break;
            }
        }
    }

    /// <summary>A signal comes when the next moment has; while the window is full, the end of a setup is awaited instead.</summary>
    private void Arm(ITimer timer)
    {
        var next = _underWay >= _plan.Window ? TimeSpan.MaxValue : _next < _slots.Length ? _nextAt : TimeSpan.MaxValue;
        if (_underWay < _plan.Window && _due.TryPeek(out _, out var at) && at < next)
        {
            next = at;
        }

        timer.Change(next == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : Max(next - Now, TimeSpan.Zero), Timeout.InfiniteTimeSpan);
    }

    private void Start(int tunnel, CancellationToken cancellationToken)
    {
        _underWay++;
        _slots[tunnel].Tries++;
        var takesDown = _slots[tunnel].IsUp;
        _slots[tunnel].IsUp = false;
        _ = SetUpAsync(tunnel, takesDown, cancellationToken);
    }

    /// <summary>One try. Its outcome, whatever it is, goes to the loop.</summary>
    private async Task SetUpAsync(int tunnel, bool takesDown, CancellationToken cancellationToken)
    {
        var peer = _plan.Configuration.Peers[tunnel];
        try
        {
            if (takesDown)
            {
                // Over once the DELETE is sent. A tunnel that has gone by itself needs none.
                var selector = _ids.Of(tunnel) is > 0 and var number ? SaSelector.ByUniqueId(number) : new SaSelector(peer.Name);
                await _engine.ExecuteAsync(new EngineCommand.FlushIke(selector), null, cancellationToken).ConfigureAwait(false);
            }

            var begun = _time.GetTimestamp();
            var result = peer.Children.Count == 0
                ? await _engine.ExecuteAsync(new EngineCommand.InitiateIke(peer.Name), null, cancellationToken).ConfigureAwait(false)
                : await _engine.ExecuteAsync(new EngineCommand.InitiateChild(peer.Children[0].Name, peer.Name), null, cancellationToken).ConfigureAwait(false);
            for (var i = 1; i < peer.Children.Count && result.IsSuccess; i++)
            {
                result = await _engine.ExecuteAsync(new EngineCommand.InitiateChild(peer.Children[i].Name, peer.Name), null, cancellationToken).ConfigureAwait(false);
            }

            _signals.Writer.TryWrite(new Signal(tunnel, result.IsSuccess ? null : result.Message, _time.GetElapsedTime(begun)));
        }
        catch (OperationCanceledException)
        {
            // The run ends. A try that it cuts short has no outcome: told as a failure it would count against the run.
        }
    }

    private void Take(in Signal signal)
    {
        if (signal.Tunnel < 0)
        {
            return;
        }

        _underWay--;
        if (signal.Problem is { } problem)
        {
            Failed(signal.Tunnel, problem);
        }
        else
        {
            Succeeded(signal.Tunnel, signal.Latency);
        }
    }

    private void Succeeded(int tunnel, TimeSpan latency)
    {
        ref var slot = ref _slots[tunnel];
        slot.IsUp = true;
        slot.Tries = 0;
        if (!slot.WasCreated)
        {
            slot.WasCreated = true;
            _numbers.Created(latency);
            Settle();
        }
        else
        {
            _numbers.Flapped(latency);
        }

        if (_plan.Flapping is { } flaps && tunnel < flaps.Tunnels)
        {
            _due.Enqueue(tunnel, Now + flaps.Minimum + ((flaps.Maximum - flaps.Minimum) * _random.NextDouble()));
        }
    }

    private void Failed(int tunnel, string problem)
    {
        ref var slot = ref _slots[tunnel];
        if (slot.Tries < _plan.MaximumTries)
        {
            _numbers.Retried();
            if (_events.IsWanted(TestEventLevel.Warning))
            {
                _events.Warning($"tunnel {tunnel}: try {slot.Tries} of {_plan.MaximumTries} failed, the next one follows in {_plan.RetryInterval.TotalSeconds:0.###} s: {problem}");
            }

            _due.Enqueue(tunnel, Now + _plan.RetryInterval);
            return;
        }

        _events.Error($"tunnel {tunnel} was given up after {slot.Tries} {(slot.Tries == 1 ? "try" : "tries")}: {problem}");
        if (!slot.WasCreated)
        {
            _numbers.Failed();
            Settle();
        }
    }

    /// <summary>One tunnel less to wait for.</summary>
    private void Settle()
    {
        if (--_open == 0)
        {
            _numbers.Finish();
            _created.TrySetResult();
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>What the loop knows of a tunnel.</summary>
    private struct Slot
    {
        /// <summary>Tries since it was up last.</summary>
        public ushort Tries;

        public bool IsUp;

        public bool WasCreated;
    }

    /// <summary>Something that the loop must know: the end of a try, or that a moment has come.</summary>
    private readonly record struct Signal(int Tunnel, string? Problem, TimeSpan Latency)
    {
        public static Signal Tick => new(-1, null, TimeSpan.Zero);
    }
}
