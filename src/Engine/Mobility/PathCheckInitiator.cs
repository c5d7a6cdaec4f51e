using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Mobility;

/// <summary>
/// Return routability (RFC 4555 section 3.7): the peer says it has moved; before our packets follow, it must show that it gets them there.
/// <code>
/// HDR, SK {N(COOKIE2)}  -->  &lt;--  HDR, SK {N(COOKIE2)}
/// </code>
/// </summary>
internal sealed class PathCheckInitiator : InitiatorExchange
{
    private NetworkPath _path;
    private PathCookie _cookie;

    public override ExchangeType Type => ExchangeType.Informational;

    /// <summary>Checks the present path before everything that waits, unless a check waits already.</summary>
    public static void Ask(IkeSa sa) => Enqueue(sa, first: true);

    /// <summary>Checks the present path behind everything that waits.</summary>
    public static void AskLater(IkeSa sa) => Enqueue(sa, first: false);

    public override ExchangeOutcome Build(IkeSa sa)
    {
        _path = sa.Path;
        _cookie = PathCookie.Draw(sa);
        return new ExchangeOutcome.Send([_cookie.ToNotify()]);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (_cookie.ProblemOf(payloads) is { } problem)
        {
            return problem;
        }

        if (sa.Path != _path)
        {
            Ask(sa);
            return ExchangeOutcome.Done;
        }

        sa.Children.UpdateEndpoints(sa.Path);
        sa.Services.MarkDirty(sa);
        return ExchangeOutcome.Done;
    }

    private static void Enqueue(IkeSa sa, bool first)
    {
        if (!sa.Requests.Queued.OfType<PathCheckInitiator>().Any())
        {
            sa.Requests.Enqueue(new PathCheckInitiator(), first);
        }
    }
}
