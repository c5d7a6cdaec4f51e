namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>"Did you mean": the nearest of some names by edit distance.</summary>
public static class NameSuggestion
{
    private const int LongestCompared = 64;

    /// <summary><c>; did you mean 'version'?</c>, or nothing when no name is near.</summary>
    public static string For(string text, IEnumerable<string> names) => Nearest(text, names) is { } name ? $"; did you mean '{name}'?" : string.Empty;

    /// <summary>The nearest name, or null when none is near.</summary>
    public static string? Nearest(string text, IEnumerable<string> names)
    {
        if (text.Length is 0 or > LongestCompared)
        {
            return null;
        }

        var limit = Math.Max(1, text.Length / 3);
        string? nearest = null;
        foreach (var name in names)
        {
            var distance = name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(text, name, limit);
            if (distance <= limit)
            {
                limit = distance - 1;
                nearest = name;
            }
        }

        return nearest;
    }

    /// <summary>Edit distance with transpositions of neighbours, upper and lower case alike; anything above <paramref name="limit"/> is "far".</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (right.Length > LongestCompared || Math.Abs(left.Length - right.Length) > limit)
        {
            return int.MaxValue;
        }

        Span<int> beforeLast = stackalloc int[right.Length + 1];
        Span<int> last = stackalloc int[right.Length + 1];
        Span<int> current = stackalloc int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            last[column] = column;
        }

        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var cost = Same(left[row - 1], right[column - 1]) ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], last[column]) + 1, last[column - 1] + cost);
                if (row > 1 && column > 1 && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]))
                {
                    current[column] = Math.Min(current[column], beforeLast[column - 2] + 1);
                }
            }

            last.CopyTo(beforeLast);
            current.CopyTo(last);
        }

        return last[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
