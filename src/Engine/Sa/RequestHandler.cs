using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>The peer's requests on one IKE SA: one at a time, each answered once, repeats answered from store (RFC 7296 section 2.1).</summary>
internal sealed class RequestHandler(IkeSa sa)
{
    private ResponderExchange? _current;
    private IkeHeader _request;
    private NegotiationPhase? _lastPhase;
    private bool _asksForChild;

    /// <summary>True while a request waits for a job.</summary>
    public bool IsBusy => _current is not null;

    public ResponderExchange? Current => _current;

    /// <summary>How the request came that is being answered, or was answered last: its answer goes back there (RFC 7296 section 2.11).</summary>
    public NetworkPath Path { get; set; }

    public void Handle(ResponderExchange exchange, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        _current = exchange;
        _lastPhase = exchange.Negotiates;
        _request = message.Header;
        Carry(exchange.OnRequest(sa, message, payloads));
    }

    /// <summary>A new request came that will be answered: what it asks for is counted.</summary>
    public void Note(ExchangeType exchange, IReadOnlyList<Payload> payloads)
    {
        _asksForChild = ChildExchange.IsAsked(exchange, payloads);
        if (_asksForChild)
        {
            sa.Services.Stats.CountChildAsked(sa);
        }
    }

    public void HandleJob(ResponderExchange exchange, CryptoJobResult result)
    {
        if (!ReferenceEquals(exchange, _current))
        {
            result.Dispose();
            return;
        }

        Carry(exchange.OnJob(sa, result));
    }

    /// <summary>The virtual addresses that an exchange asked for are found.</summary>
    public void HandleGrant(ResponderExchange exchange, AddressGrant grant) => Carry(exchange.OnGrant(sa, grant));

    /// <summary>What the request that is being answered, or was answered last, negotiates: a repeat of it counts there.</summary>
    public NegotiationPhase PhaseOfLast(ExchangeType type) => _request.Exchange == type && _lastPhase is { } phase ? phase : NegotiationPhases.Of(type);

    /// <summary>Answers a request that no exchange handles: bad syntax, unknown critical payload.</summary>
    public void AnswerDirectly(in IkeHeader request, IReadOnlyList<Payload> payloads)
    {
        _request = request;
        _lastPhase = null;
        Answer(payloads);
    }

    public void Abandon()
    {
        _current?.Release();
        _current = null;
    }

    private void Carry(ExchangeOutcome outcome)
    {
        while (_current is { } exchange)
        {
            switch (outcome)
            {
                case ExchangeOutcome.Send send:
                    _current = null;
                    Answer(send.Payloads);
                    exchange.OnAnswered(sa);
                    exchange.Release();
                    sa.Requests.Pump();
                    return;
                case ExchangeOutcome.Pending pending:
                    if (sa.Services.RunNow(pending.Job) is not { } result)
                    {
                        sa.Services.Start(pending.Job, sa, exchange);
                        return;
                    }

                    outcome = exchange.OnJob(sa, result);
                    continue;
                case ExchangeOutcome.PendingAddresses wanted:
                    if (sa.Services.Addresses.Ask(wanted.Request, sa, exchange) is not { } grant)
                    {
                        return;
                    }

                    outcome = exchange.OnGrant(sa, grant);
                    continue;
                case ExchangeOutcome.Refuse refuse:
                    _current = null;
                    Answer([refuse.Notify]);
                    exchange.Release();
                    if (refuse.ClosesSa)
                    {
                        sa.Close(refuse.Reason, refuse.Text, ErrorNotify.Sent(refuse.Notify.NotifyType));
                    }
                    else
                    {
                        sa.Services.CountFailure(sa, refuse.Reason);
                        sa.Services.Failures.Refused(sa, exchange, refuse);
                    }

                    return;
                case ExchangeOutcome.Finished:
                    _current = null;
                    exchange.Release();
                    return;
                case ExchangeOutcome.Close close:
                    _current = null;
                    exchange.Release();
                    sa.Close(close.Reason, close.Text, close.Notify);
                    return;
                default:
                    throw new InvalidOperationException($"{exchange.GetType().Name} as responder gave {outcome.GetType().Name}");
            }
        }
    }

    private void Answer(IReadOnlyList<Payload> payloads)
    {
        var services = sa.Services;
        var header = sa.HeaderFor(_request.Exchange, isResponse: true, _request.MessageId);
        var datagrams = sa.Codec.Encode(header, payloads);
        services.Stats.CountSent(sa, _request.Exchange, isResponse: true, payloads);
        if (_asksForChild)
        {
            _asksForChild = false;
            services.Stats.CountChildAnswered(sa, ChildExchange.Judge(payloads));
        }

        services.Reports.TraceSent(sa, header, payloads, datagrams);
        if (_request.Exchange == ExchangeType.IkeSaInit)
        {
            sa.OwnInitMessage = datagrams[0];
        }

        sa.Window.Answered(datagrams);
        sa.Transmit(datagrams, Path);
    }
}
