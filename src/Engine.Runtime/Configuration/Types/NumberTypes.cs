using System.Globalization;
using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>An integer in a range (data: <see cref="long"/>), or one word that stands for a number of its own.</summary>
internal sealed class IntegerType(long minimum, long maximum, string placeholder = "NUMBER", string? word = null, long wordValue = 0) : ConfigType
{
    public override string Expected => $"an integer {minimum}..{maximum}" + (word is null ? string.Empty : $" or {word}");

    public override string Placeholder => placeholder;

    public override IReadOnlyList<string> Words => word is null ? [] : [word];

    internal override ConfigReading Read(string text)
    {
        if (word is not null && text == word)
        {
            return ConfigReading.Of(word, wordValue);
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            // Twenty digits are a number too, only far out of range.
            return ConfigReading.Refused(text.Length > 0 && text.All(char.IsAsciiDigit) ? $"{text} is out of range" : $"'{text}' is not an integer");
        }

        return value >= minimum && value <= maximum
            ? ConfigReading.Of(value.ToString(CultureInfo.InvariantCulture), value)
            : ConfigReading.Refused($"{text} is out of range");
    }
}

/// <summary>A decimal number with up to three places (data: <see cref="double"/>), shown with at least one: <c>4.0</c>.</summary>
internal sealed class DecimalType(decimal minimum, decimal maximum) : ConfigType
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a decimal number {minimum:0.000}..{maximum:0.000}");

    public override string Placeholder => "DECIMAL";

    internal override ConfigReading Read(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return ConfigReading.Refused($"'{text}' is not a decimal number");
        }

        if (value < minimum || value > maximum)
        {
            return ConfigReading.Refused($"{text} is out of range");
        }

        return decimal.Round(value, 3) == value
            ? ConfigReading.Of(value.ToString("0.0##", CultureInfo.InvariantCulture), (double)value)
            : ConfigReading.Refused($"{text} has more than three decimal places");
    }
}

/// <summary>
/// A length of time (data: <see cref="TimeSpan"/>): <c>90</c>, <c>90s</c>, <c>1h30m</c>, <c>1d</c>. Plain numbers are seconds. Shown with the largest
/// units that fit: <c>4h</c>, <c>1h30m</c>, <c>0s</c>.
/// </summary>
internal sealed class DurationType : ConfigType
{
    private static readonly (char Suffix, long Seconds)[] Units = [('d', 86400), ('h', 3600), ('m', 60), ('s', 1)];

    private static readonly long MaximumSeconds = 3650L * 86400;

    public override string Expected => "a duration 0s..3650d such as 30s, 10m, 4h, 1h30m or 1d; a plain number is seconds";

    public override string Placeholder => "DURATION";

    internal override ConfigReading Read(string text)
    {
        long total = 0;
        var nextUnit = 0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start || at - start > 12)
            {
                return ConfigReading.Refused(at == start ? $"'{text}' is not a duration" : $"{text} is out of range");
            }

            var number = long.Parse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
            long seconds = 1;
            if (at < text.Length)
            {
                // Units go down and do not repeat: 1h30m, not 30m1h.
                var unit = Array.FindIndex(Units, candidate => candidate.Suffix == text[at]);
                if (unit < nextUnit)
                {
                    return ConfigReading.Refused($"'{text}' is not a duration");
                }

                nextUnit = unit + 1;
                seconds = Units[unit].Seconds;
                at++;
            }
            else if (start > 0)
            {
                return ConfigReading.Refused($"'{text}' is not a duration: the last number has no unit");
            }

            total += number * seconds;
            if (total > MaximumSeconds)
            {
                return ConfigReading.Refused($"{text} is out of range");
            }
        }

        return text.Length == 0 ? ConfigReading.Refused("a duration is missing") : ConfigReading.Of(Format(total), TimeSpan.FromSeconds(total));
    }

    internal static string Format(long seconds)
    {
        if (seconds == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach (var (suffix, size) in Units)
        {
            if (seconds >= size)
            {
                text.Append(CultureInfo.InvariantCulture, $"{seconds / size}{suffix}");
                seconds %= size;
            }
        }

        return text.ToString();
    }
}

/// <summary>
/// A number of bytes (data: <see cref="ulong"/>): plain, or with <c>B</c>, <c>KB</c>, <c>MB</c>, <c>GB</c>, <c>TB</c> (powers of 1000). Shown in the
/// largest unit that divides it.
/// </summary>
internal sealed class ByteSizeType : ConfigType
{
    private static readonly (string Suffix, ulong Size)[] Units =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

    public override string Expected => "a size such as 500MB, 10GB or a number of bytes, up to 1000000TB";

    public override string Placeholder => "SIZE";

    internal override ConfigReading Read(string text)
    {
        var digits = text.Length - text.AsSpan().TrimStart("0123456789").Length;
        var suffix = text[digits..];
        if (digits is 0 or > 18)
        {
            return ConfigReading.Refused($"'{text}' is not a size");
        }

        var unit = suffix.Length == 0 ? Units[^1] : Array.Find(Units, candidate => candidate.Suffix == suffix);
        if (unit.Size == 0)
        {
            return ConfigReading.Refused($"'{text}' is not a size: unit '{suffix}' is not known");
        }

        var number = ulong.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (number > 1_000_000_000_000_000_000 / unit.Size)
        {
            return ConfigReading.Refused($"{text} is out of range");
        }

        var bytes = number * unit.Size;
        var shown = bytes == 0 ? Units[^1] : Array.Find(Units, candidate => bytes % candidate.Size == 0);
        return ConfigReading.Of(string.Create(CultureInfo.InvariantCulture, $"{bytes / shown.Size}{shown.Suffix}"), bytes);
    }
}
