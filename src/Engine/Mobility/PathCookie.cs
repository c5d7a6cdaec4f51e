using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Mobility;

/// <summary>
/// What a request carries that only who gets the packets of a path can send back (COOKIE2, RFC 4555 sections 3.7 and 4.2.5). One that was never drawn
/// comes back in no answer.
/// </summary>
internal readonly struct PathCookie
{
    private const int Size = 16;

    private readonly byte[] _octets;

    private PathCookie(byte[] octets) => _octets = octets;

    public static PathCookie Draw(IkeSa sa) => new(sa.Services.Context.Random.NextBytes(Size));

    public NotifyPayload ToNotify() => Cookie2Notify.Create(_octets);

    /// <summary>What becomes of the SA when the answer does not bring the cookie back: it is closed (section 3.7); null when it does.</summary>
    public ExchangeOutcome? ProblemOf(IReadOnlyList<Payload> answer) =>
        answer.FindNotify(NotifyType.Cookie2) is { } cookie && cookie.Data.Length == Size && cookie.Data.Span.SequenceEqual(_octets)
            ? null
            : new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer did not send COOKIE2 back as it was", SendDelete: false);
}
