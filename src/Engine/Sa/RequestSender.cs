using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// Our requests on one IKE SA: a queue of exchanges, one outstanding request (window size 1), its repeats, and the match of its answer
/// (RFC 7296 sections 2.1 to 2.4).
/// </summary>
internal sealed class RequestSender(IkeSa sa)
{
    /// <summary>With MOBIKE, the repeat from which on other paths are tried too: one lost message says little of a path.</summary>
    private const int ProbesFrom = 2;

    private readonly LinkedList<InitiatorExchange> _queue = new();
    private IReadOnlyList<byte[]> _datagrams = [];
    private EngineInstant _sentAt;
    private int _attempt;
    private bool _isOnWire;
    private bool _asksForChild;
    private (ExchangeType Type, NegotiationPhase Phase)? _last;
    private NetworkPath _firstPath;

    /// <summary>The exchange that is under way, or null.</summary>
    public InitiatorExchange? Current { get; private set; }

    public IEnumerable<InitiatorExchange> Queued => _queue;

    public bool IsIdle => Current is null && _queue.Count == 0;

    /// <summary>When the outstanding request is sent again or given up.</summary>
    public EngineInstant? Deadline { get; private set; }

    /// <summary>Everything under way and waiting.</summary>
    public IEnumerable<InitiatorExchange> All => Current is null ? _queue : _queue.Prepend(Current);

    public void Enqueue(InitiatorExchange exchange, bool first = false)
    {
        Announce(exchange);
        if (first)
        {
            _queue.AddFirst(exchange);
        }
        else
        {
            _queue.AddLast(exchange);
        }

        Pump();
    }

    /// <summary>Adds an exchange without starting it.</summary>
    public void AddWaiting(InitiatorExchange exchange)
    {
        Announce(exchange);
        _queue.AddLast(exchange);
    }

    /// <summary>What the last answered request of a type negotiated: a repeat of its answer counts there.</summary>
    public NegotiationPhase PhaseOfLast(ExchangeType type) => _last is { } last && last.Type == type ? last.Phase : NegotiationPhases.Of(type);

    /// <summary>Starts the next exchange when nothing is outstanding.</summary>
    public void Pump()
    {
        while (Current is null && _queue.First is { } next && sa.State is not IkeSaState.Closed)
        {
            _queue.RemoveFirst();
            Current = next.Value;
            sa.Activity.Note();
            Carry(Current.Build(sa));
        }
    }

    /// <summary>The request that is unanswered, or was answered last, went out on more than one path.</summary>
    public bool WentSeveralWays { get; private set; }

    /// <summary>An answer arrived for a request of ours.</summary>
    public bool IsAnswerToOutstanding(in IkeHeader header) =>
        _isOnWire && Current is not null && header.MessageId == sa.Window.NextRequestId && header.Exchange == Current.Type;

    /// <summary>What the answer says about the Child SA that the outstanding request asks for, if it does.</summary>
    public void CountVerdict(ChildVerdict verdict)
    {
        if (_asksForChild)
        {
            sa.Services.Stats.CountOwnChildAnswered(sa, verdict);
        }
    }

    public void HandleAnswer(IkeMessage message, IReadOnlyList<Payload> payloads, in NetworkPath path)
    {
        var exchange = Current!;
        IsOnWire = false;
        CountVerdict(ChildExchange.Judge(payloads));
        _last = (exchange.Type, exchange.Negotiates);
        Deadline = null;
        if (_attempt == 0)
        {
            sa.Counters.RoundTripMicroseconds.Set((ulong)sa.Services.Now.Since(_sentAt) * 1000);
        }

        sa.Window.RequestDone();
        if (WentSeveralWays)
        {
            sa.Services.Mobility.AnsweredOn(sa, path);
        }

        Carry(exchange.OnResponse(sa, message, payloads));
    }

    /// <summary>A job of the current exchange is done.</summary>
    public void HandleJob(InitiatorExchange exchange, CryptoJobResult result)
    {
        if (!ReferenceEquals(exchange, Current))
        {
            result.Dispose();
            return;
        }

        Carry(exchange.OnJob(sa, result));
    }

    /// <summary>Sends again or gives up; false when the exchange was given up.</summary>
    public bool HandleDeadline()
    {
        var services = sa.Services;
        _attempt++;
        if (RetransmissionSchedule.DelayAfter(_attempt, services.Configuration.Retransmission, services.Context.Random) is not { } delay)
        {
            Deadline = null;
            services.Context.Counters.Timeouts.Increment();
            return false;
        }

        services.Stats.CountRetransmit(sa, Current?.Negotiates ?? NegotiationPhase.None);
        services.Emit(new Retransmitting(_attempt, sa.Window.NextRequestId) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        sa.Transmit(_datagrams);
        WentSeveralWays |= sa.Path != _firstPath;
        if (_attempt >= ProbesFrom)
        {
            foreach (var path in services.Mobility.Probes(sa, Current is AddressListInitiator))
            {
                WentSeveralWays = true;
                sa.Transmit(_datagrams, path);
            }
        }

        Deadline = services.Now.Plus(delay);
        return true;
    }

    /// <summary>Sends the outstanding request again at once, with all the patience that a new one has: the path changed.</summary>
    public void Resend()
    {
        if (_isOnWire)
        {
            WentSeveralWays |= sa.Path != _firstPath;
            _attempt = 0;
            sa.Transmit(_datagrams);
            Deadline = NextDeadline();
            sa.Timers.Reschedule();
        }
    }

    /// <summary>Drops waiting exchanges that <paramref name="predicate"/> selects.</summary>
    public void RemoveQueued(Func<InitiatorExchange, bool> predicate, CloseReason reason, string text)
    {
        for (var node = _queue.First; node is not null;)
        {
            var next = node.Next;
            if (predicate(node.Value))
            {
                _queue.Remove(node);
                Withdraw(node.Value);
                node.Value.OnAbandoned(sa, reason, text);
                node.Value.Release();
            }

            node = next;
        }
    }

    /// <summary>The SA ends: everything is abandoned.</summary>
    public void AbandonAll(CloseReason reason, string text)
    {
        var all = All.ToList();
        Current = null;
        IsOnWire = false;
        Deadline = null;
        _queue.Clear();
        foreach (var exchange in all)
        {
            exchange.OnAbandoned(sa, reason, text);
            exchange.Release();
        }
    }

    /// <summary>Moves waiting exchanges to the SA that replaces this one.</summary>
    public void HandOver(RequestSender successor)
    {
        foreach (var exchange in _queue)
        {
            successor._queue.AddLast(exchange);
        }

        _queue.Clear();
    }

    /// <summary>The request was sent and is not answered; the tunnel's gauge counts it.</summary>
    private bool IsOnWire
    {
        set
        {
            if (value == _isOnWire)
            {
                return;
            }

            _isOnWire = value;
            if (value)
            {
                sa.Counters.PendingRequests.Increment();
            }
            else
            {
                sa.Counters.PendingRequests.Decrement();
            }
        }
    }

    /// <summary>A pair of Child SAs is shown from the moment it is asked for.</summary>
    private void Announce(InitiatorExchange exchange)
    {
        if (exchange.Child is { } child)
        {
            child.Number(sa.Services);
            sa.Services.MarkDirty(sa);
        }
    }

    private void Withdraw(InitiatorExchange exchange)
    {
        if (exchange.Child is not null)
        {
            sa.Services.MarkDirty(sa);
        }
    }

    private void Carry(ExchangeOutcome outcome)
    {
        while (Current is { } exchange)
        {
            switch (outcome)
            {
                case ExchangeOutcome.Send send:
                    Dispatch(exchange, send.Payloads);
                    return;
                case ExchangeOutcome.Pending pending:
                    if (sa.Services.RunNow(pending.Job) is not { } result)
                    {
                        sa.Services.Start(pending.Job, sa, exchange);
                        return;
                    }

                    outcome = exchange.OnJob(sa, result);
                    continue;
                case ExchangeOutcome.Again again:
                    if (again.SameMessageId)
                    {
                        sa.RestartMessageIds();
                    }

                    outcome = exchange.Build(sa);
                    continue;
                case ExchangeOutcome.Finished:
                    Finish(exchange);
                    Pump();
                    return;
                case ExchangeOutcome.Close close:
                    exchange.OnAbandoned(sa, close.Reason, close.Text);
                    Finish(exchange);
                    if (close.SendDelete)
                    {
                        sa.BeginDelete(close.Reason, close.Text, 0);
                    }
                    else
                    {
                        sa.Close(close.Reason, close.Text, close.Notify);
                    }

                    return;
                default:
                    throw new InvalidOperationException($"{exchange.GetType().Name} as initiator gave {outcome.GetType().Name}");
            }
        }
    }

    private void Finish(InitiatorExchange exchange)
    {
        exchange.Release();
        Withdraw(exchange);
        if (ReferenceEquals(Current, exchange))
        {
            Current = null;
            Deadline = null;
            IsOnWire = false;
        }

        sa.Activity.Note();
        if (IsIdle && sa.State is not IkeSaState.Closed)
        {
            // From here on silence counts towards the next liveness check.
            sa.Timers.Reschedule();
        }
    }

    private void Dispatch(InitiatorExchange exchange, IReadOnlyList<Payload> payloads)
    {
        var services = sa.Services;
        var header = sa.HeaderFor(exchange.Type, isResponse: false, sa.Window.NextRequestId);
        _datagrams = sa.Codec.Encode(header, payloads);
        _attempt = 0;
        _sentAt = services.Now;
        IsOnWire = true;
        services.Stats.CountSent(sa, exchange.Type, isResponse: false, payloads);
        _asksForChild = ChildExchange.IsAsked(exchange.Type, payloads);
        if (_asksForChild)
        {
            services.Stats.CountOwnChildAsked(sa);
        }

        services.Reports.TraceSent(sa, header, payloads, _datagrams);
        if (exchange.Type == ExchangeType.IkeSaInit)
        {
            sa.OwnInitMessage = _datagrams[0];
        }

        sa.Transmit(_datagrams);
        _firstPath = sa.Path;
        WentSeveralWays = false;
        Deadline = NextDeadline();
        sa.Timers.Reschedule();
    }

    private EngineInstant NextDeadline() =>
        sa.Services.Now.Plus(RetransmissionSchedule.DelayAfter(0, sa.Services.Configuration.Retransmission, sa.Services.Context.Random) ?? 0);
}
