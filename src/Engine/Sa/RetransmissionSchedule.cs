using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// When to send a request again: wait(n) = min(limit, timeout x base^n) x (1 - random(0..jitter)/100), n = 0..tries; after the last wait the
/// exchange is given up (6WIND, "Retransmission constants").
/// </summary>
public static class RetransmissionSchedule
{
    /// <summary>Milliseconds to wait after transmission <paramref name="attempt"/> (0 = the first), or null to give up.</summary>
    public static long? DelayAfter(int attempt, RetransmissionOptions options, IRandomSource random)
    {
        if (attempt > options.Tries)
        {
            return null;
        }

        var seconds = options.Timeout * Math.Pow(options.Base, attempt);
        if (options.Limit > 0)
        {
            seconds = Math.Min(seconds, options.Limit);
        }

        if (options.Jitter > 0)
        {
            seconds *= 1 - (random.NextFraction() * options.Jitter / 100.0);
        }

        return (long)Math.Round(seconds * 1000);
    }
}
