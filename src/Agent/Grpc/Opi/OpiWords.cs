using System.Globalization;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>Values that OPI's messages carry as text.</summary>
internal static class OpiWords
{
    /// <summary>What the service answers when it did what was asked.</summary>
    public const string Success = "Yes";

    /// <summary>What it answers to a rekey.</summary>
    public const string RekeySuccess = "yes";

    /// <summary>Yes and no in all forms that strongSwan takes, any case; null for an empty text.</summary>
    /// <exception cref="Grpc.Core.RpcException">Neither.</exception>
    public static bool? YesNo(string field, string text) => text.ToLowerInvariant() switch
    {
        "" => null,
        "yes" or "true" or "enabled" or "1" => true,
        "no" or "false" or "disabled" or "0" => false,
        _ => throw OpiFailure.InvalidField(field, $"'{text}' is neither yes nor no."),
    };

    /// <summary>A flag of a listing.</summary>
    public static string Flag(bool value, string set = "yes") => value ? set : string.Empty;

    /// <summary>
    /// How long to wait: milliseconds as text. Empty or 0 is for ever (<see cref="Timeout.InfiniteTimeSpan"/>), -1 not at all (zero).
    /// </summary>
    /// <exception cref="Grpc.Core.RpcException">No such number.</exception>
    public static TimeSpan Wait(string text)
    {
        if (text.Length == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int milliseconds) || milliseconds < -1)
        {
            throw OpiFailure.InvalidField("timeout", $"'{text}' is no number of milliseconds, 0 for no limit, or -1 not to wait.");
        }

        return milliseconds switch
        {
            0 => Timeout.InfiniteTimeSpan,
            -1 => TimeSpan.Zero,
            _ => TimeSpan.FromMilliseconds(milliseconds),
        };
    }

    /// <summary>An SPI of ESP or AH; empty for none.</summary>
    public static string Spi(uint spi) => spi == 0 ? string.Empty : spi.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>An SPI of IKE; empty for none.</summary>
    public static string Spi(ulong spi) => spi == 0 ? string.Empty : spi.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Whole seconds as text; empty for none, 0 for the past.</summary>
    public static string Seconds(TimeSpan? span) =>
        span is { } value ? ((long)Math.Max(0, value.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : string.Empty;

    /// <summary>Whole seconds.</summary>
    public static uint WholeSeconds(TimeSpan span) => (uint)Math.Clamp(span.TotalSeconds, 0, uint.MaxValue);

    /// <summary>A count in a field of 32 bits.</summary>
    public static uint Clamp(ulong value) => (uint)Math.Min(value, uint.MaxValue);
}
