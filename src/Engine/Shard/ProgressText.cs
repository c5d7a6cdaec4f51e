using System.Runtime.CompilerServices;

namespace MyIkev2.Engine.Shard;

/// <summary>Makes the text of a progress line from an interpolated string, unless nobody reads it: then its parts are not even looked at.</summary>
[InterpolatedStringHandler]
internal ref struct ProgressText
{
    /// <summary>Log level of progress lines.</summary>
    public const byte Level = 1;

    private DefaultInterpolatedStringHandler _text;

    public ProgressText(int literalLength, int formattedCount, SaReports reports, long request, out bool isWanted)
    {
        IsWanted = isWanted = reports.IsProgressWanted(request);
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public bool IsWanted { get; }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
