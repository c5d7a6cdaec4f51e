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
    private const int CookieSize = 16;

    private NetworkPath _path;
    private byte[] _cookie = [];

    public override ExchangeType Type => ExchangeType.Informational;

    /// <summary>Checks the present path, once.</summary>
    public static void Ask(IkeSa sa)
    {
        if (!sa.Requests.Queued.OfType<PathCheckInitiator>().Any())
        {
            sa.Requests.Enqueue(new PathCheckInitiator(), first: true);
        }
    }

    /// <summary>Checks the present path, behind everything that waits.</summary>
    public static void AskLater(IkeSa sa)
    {
        if (!sa.Requests.Queued.OfType<PathCheckInitiator>().Any())
        {
            sa.Requests.Enqueue(new PathCheckInitiator());
        }
    }

    public override ExchangeOutcome Build(IkeSa sa)
    {
        _path = sa.Path;
        _cookie = sa.Services.Context.Random.NextBytes(CookieSize);
        return new ExchangeOutcome.Send([Cookie2Notify.Create(_cookie)]);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindNotify(NotifyType.Cookie2) is not { } cookie || !cookie.Data.Span.SequenceEqual(_cookie))
        {
            return new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer did not send COOKIE2 back as it was", SendDelete: false);
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
}
