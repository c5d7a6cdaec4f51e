namespace MyIkev2.Agent.Cli;

/// <summary>What may follow a listing: <c>| match TEXT</c> keeps the lines that contain a text, <c>| count</c> counts them, <c>| match TEXT count</c> does both.</summary>
/// <param name="Match">Null for all lines.</param>
/// <param name="Counts">The number of lines instead of the lines.</param>
internal sealed record OutputPipe(string? Match, bool Counts)
{
    /// <summary>Nothing follows.</summary>
    public static OutputPipe None { get; } = new(null, false);

    /// <summary>Takes the pipe off the end of a command's words. Null, with what is wrong, when it cannot be read.</summary>
    /// <param name="words">The words of the command.</param>
    /// <param name="before">Those before the pipe.</param>
    /// <param name="problem">What is wrong.</param>
    public static OutputPipe? Split(string[] words, out string[] before, out string problem)
    {
        problem = string.Empty;
        var at = Array.IndexOf(words, "|");
        before = at < 0 ? words : words[..at];
        if (at < 0)
        {
            return None;
        }

        switch (words[(at + 1)..])
        {
            case ["match", var text]:
                return new OutputPipe(Unquoted(text), false);
            case ["match", var text, "count"]:
                return new OutputPipe(Unquoted(text), true);
            case ["count"]:
                return new OutputPipe(null, true);
            default:
                problem = "after | comes match TEXT, match TEXT count, or count";
                return null;
        }
    }

    /// <summary>The lines that are left, or their number.</summary>
    public IReadOnlyList<string> Apply(IReadOnlyList<string> lines)
    {
        var kept = Match is { } text ? [.. lines.Where(line => line.Contains(text, StringComparison.Ordinal))] : lines;
        return Counts ? [kept.Count.ToString()] : kept;
    }

    /// <summary>Quotes around a text that no shell has taken off.</summary>
    private static string Unquoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : text;
}
