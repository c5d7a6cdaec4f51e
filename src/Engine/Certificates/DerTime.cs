namespace MyIkev2.Engine.Certificates;

/// <summary>The two time forms of certificates: always in UTC, always with seconds (RFC 5280 section 4.1.2.5).</summary>
internal static class DerTime
{
    /// <summary><c>YYMMDDhhmmssZ</c>; the years 1950 to 2049.</summary>
    public static bool TryReadUtc(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        return text.Length == 13 && TryNumber(text[..2], out var year) && TryRead(year < 50 ? 2000 + year : 1900 + year, text[2..], out unixMilliseconds);
    }

    /// <summary><c>YYYYMMDDhhmmssZ</c>.</summary>
    public static bool TryReadGeneralized(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        return text.Length == 15 && TryNumber(text[..4], out var year) && TryRead(year, text[4..], out unixMilliseconds);
    }

    private static bool TryRead(int year, ReadOnlySpan<byte> rest, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (rest[^1] != (byte)'Z' || year < 1
            || !TryNumber(rest[..2], out var month) || !TryNumber(rest[2..4], out var day)
            || !TryNumber(rest[4..6], out var hour) || !TryNumber(rest[6..8], out var minute) || !TryNumber(rest[8..10], out var second)
            || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        unixMilliseconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
