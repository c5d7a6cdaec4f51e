using System.Globalization;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>The value of <c>grpc-timeout</c>: at most eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;
    private const int NanosecondsPerTick = 100;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        long? ticksPerUnit = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => null,
        };
        if (ticksPerUnit is not long ticks)
        {
            return false;
        }

        // 99999999 hours is about 3.6e18 ticks and still fits; a tick is 100 ns, so nanoseconds round up.
        timeout = ticks == 0 ? TimeSpan.FromTicks((amount + NanosecondsPerTick - 1) / NanosecondsPerTick) : TimeSpan.FromTicks(amount * ticks);
        return true;
    }

    /// <summary>Writes the finest unit in which the value fits; a past deadline becomes one nanosecond.</summary>
    public static string Format(TimeSpan timeout)
    {
        if (timeout.Ticks <= 0)
        {
            return "1n";
        }

        if (timeout.Ticks <= MaxValue / NanosecondsPerTick)
        {
            return Text(timeout.Ticks * NanosecondsPerTick, 'n');
        }

        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'), (TimeSpan.TicksPerHour, 'H'),
        ];
        foreach ((long ticks, char unit) in units)
        {
            long amount = (timeout.Ticks / ticks) + (timeout.Ticks % ticks == 0 ? 0 : 1);
            if (amount <= MaxValue)
            {
                return Text(amount, unit);
            }
        }

        return Text(MaxValue, 'H');
    }

    private static string Text(long amount, char unit) => string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");
}
