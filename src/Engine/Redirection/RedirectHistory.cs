namespace MyIkev2.Engine.Redirection;

/// <summary>That an attempt goes to another gateway than the configured one, and how often that has happened of late (RFC 5685 section 6).</summary>
/// <param name="From">The gateway that sent us away.</param>
/// <param name="To">Where to.</param>
/// <param name="Count">Redirections since <paramref name="Since"/>, this one included.</param>
/// <param name="Since">When the first of them was.</param>
internal sealed record RedirectHistory(IpAddress From, IpAddress To, int Count, EngineInstant Since)
{
    /// <summary>MAX_REDIRECTS within REDIRECT_LOOP_DETECT_PERIOD: gateways that send us round in a circle are left alone.</summary>
    private const int Most = 5;
    private const long PeriodMilliseconds = 300_000;

    /// <summary>One redirection more; null when that is one too many.</summary>
    public static RedirectHistory? Next(RedirectHistory? before, IpAddress from, IpAddress to, EngineInstant now)
    {
        if (before is null || now.Since(before.Since) > PeriodMilliseconds)
        {
            return new RedirectHistory(from, to, 1, now);
        }

        return before.Count >= Most ? null : before with { From = from, To = to, Count = before.Count + 1 };
    }
}
