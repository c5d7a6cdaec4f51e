namespace MyIkev2.Engine.Shard.Failures;

/// <summary>What to do with a failure that may come as often as somebody likes.</summary>
internal enum FailureVerdict
{
    /// <summary>Nobody is told; a counter has it.</summary>
    Suppress,

    /// <summary>It is told.</summary>
    Tell,

    /// <summary>There are too many: it is told, once, that some are not told.</summary>
    TellLoss,
}

/// <summary>
/// Keeps what strangers and single packets can cause from filling the history: each key is told at most once a minute, and all keys together at
/// most so many in a row and so many a minute. Holds no more keys than it can tell in a minute.
/// </summary>
internal sealed class FailureLimiter<TKey>
    where TKey : notnull
{
    public const long IntervalMilliseconds = 60_000;

    private readonly Dictionary<TKey, long> _told = [];
    private readonly int _burst;
    private readonly int _refillMilliseconds;
    private readonly int _capacity;
    private int _tokens;
    private long? _refilledAt;
    private long? _lossToldAt;

    /// <param name="burst">Failures told in a row.</param>
    /// <param name="refillMilliseconds">Time after which one more may be told.</param>
    public FailureLimiter(int burst, int refillMilliseconds)
    {
        (_burst, _tokens, _refillMilliseconds) = (burst, burst, refillMilliseconds);
        _capacity = burst + (int)(IntervalMilliseconds / refillMilliseconds) + 1;
    }

    /// <summary>Keys that are remembered.</summary>
    public int Count => _told.Count;

    public FailureVerdict Judge(EngineInstant now, TKey key)
    {
        var moment = now.Monotonic;
        if (_told.TryGetValue(key, out var at) && moment - at < IntervalMilliseconds)
        {
            return FailureVerdict.Suppress;
        }

        Refill(moment);
        if (_tokens == 0)
        {
            if (moment - _lossToldAt < IntervalMilliseconds)
            {
                return FailureVerdict.Suppress;
            }

            _lossToldAt = moment;
            return FailureVerdict.TellLoss;
        }

        _tokens--;
        if (_told.Count >= _capacity)
        {
            Forget(moment);
        }

        _told[key] = moment;
        return FailureVerdict.Tell;
    }

    private void Refill(long moment)
    {
        var since = _refilledAt ??= moment;
        var earned = (moment - since) / _refillMilliseconds;
        _tokens = (int)Math.Min(_burst, _tokens + earned);
        _refilledAt = _tokens == _burst ? moment : since + earned * _refillMilliseconds;
    }

    private void Forget(long moment)
    {
        // Removing while enumerating is what Dictionary allows.
        foreach (var (key, at) in _told)
        {
            if (moment - at >= IntervalMilliseconds)
            {
                _told.Remove(key);
            }
        }
    }
}
