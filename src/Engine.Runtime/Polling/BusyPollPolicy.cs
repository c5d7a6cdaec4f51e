namespace MyIkev2.Engine.Runtime.Polling;

/// <summary>
/// Decides how long a shard goes on looking before it sleeps. Waking a sleeping thread costs tens of microseconds, which is most of a round trip
/// through a tunnel. So a shard looks on where the next packet has been coming at once, and only there: a window for each kind of
/// <see cref="HostTraffic"/> grows when something came soon after the shard had gone to sleep, and shrinks when nothing came. All polls together
/// are paid from an allowance that fills with time. Pure: it is told the time, in microseconds from anywhere. One thread.
/// </summary>
internal sealed class BusyPollPolicy(BusyPollLimits limits)
{
    /// <summary>Windows below this are worth less than the sleep that they save.</summary>
    public const int Shortest = 10;

    /// <summary>
    /// A look takes one or two microseconds. When one takes this long, somebody else had the core meanwhile, or wants it: no time to be idle on it.
    /// </summary>
    public const int Interruption = 50;

    /// <summary>Microseconds that an idle shard saves up at most, for the first packets of a conversation.</summary>
    public const int SavedAtMost = 10_000;

    private const int Whole = 100;

    private readonly long[] _windows = new long[(int)(HostTraffic.ToTunnel | HostTraffic.ToHost) + 1];
    private HostTraffic _after;
    private long _idleSince;
    private long _lastLook;
    private long _end;

    // In hundredths of a microsecond, so that a share in percent leaves no rest.
    private long _allowance = (long)SavedAtMost * Whole;
    private long _filledAt = long.MinValue;

    /// <summary>How long the shard would poll after this traffic if the allowance had enough.</summary>
    public long WindowAfter(HostTraffic traffic) => _windows[(int)traffic];

    /// <summary>The shard has nothing to do. True: look, and ask <see cref="GoesOn"/>; false: sleep.</summary>
    /// <param name="after">What its last step carried.</param>
    /// <param name="now">The time.</param>
    public bool Begins(HostTraffic after, long now)
    {
        (_after, _idleSince, _lastLook, _end) = (after, now, now, now);
        if (limits.Longest == 0 || after == HostTraffic.None)
        {
            return false;
        }

        Fill(now);
        var window = _windows[(int)after];

        // All of a window or none of it: half the way to an answer would be paid for nothing.
        if (window == 0 || window > _allowance / Whole)
        {
            return false;
        }

        _end = now + window;
        return true;
    }

    /// <summary>The shard looked and found nothing. False: sleep.</summary>
    public bool GoesOn(long now)
    {
        var interrupted = now - _lastLook >= Interruption;
        _lastLook = now;
        if (!interrupted && now < _end)
        {
            return true;
        }

        Spend(now);
        if (interrupted)
        {
            Shrink();
        }

        return false;
    }

    /// <summary>The shard looked and found something.</summary>
    public void Found(long now) => Spend(now);

    /// <summary>The shard slept.</summary>
    /// <param name="found">Something came; otherwise a timer is due.</param>
    /// <param name="now">The time.</param>
    public void Woke(bool found, long now)
    {
        if (limits.Longest == 0 || _after == HostTraffic.None)
        {
            return;
        }

        var gap = now - _idleSince;
        if (!found || gap > limits.Longest)
        {
            Shrink();
        }
        else
        {
            // The gap holds the waking itself, so it would have been enough; next time may take longer.
            ref var window = ref _windows[(int)_after];
            window = Math.Clamp(2 * gap, Math.Max(window, 2 * Shortest), limits.Longest);
        }
    }

    private void Shrink()
    {
        ref var window = ref _windows[(int)_after];
        window /= 2;
        if (window < Shortest)
        {
            window = 0;
        }
    }

    private void Fill(long now)
    {
        if (_filledAt != long.MinValue)
        {
            // What is beyond the brim needs no exact count, and its product no range.
            var passed = Math.Clamp(now - _filledAt, 0, (long)SavedAtMost * Whole);
            _allowance = Math.Min((long)SavedAtMost * Whole, _allowance + (passed * limits.Percent));
        }

        _filledAt = now;
    }

    private void Spend(long now) => _allowance = Math.Max(0, _allowance - ((now - _idleSince) * Whole));
}
