namespace MyIkev2.TestInstances.Credentials;

/// <summary>Compares names with the numbers in them as numbers: <c>client9</c> comes before <c>client10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            if (char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]))
            {
                var one = Digits(ref left);
                var other = Digits(ref right);
                var numbers = one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
                if (numbers != 0)
                {
                    return numbers;
                }

                continue;
            }

            if (left[0] != right[0])
            {
                return left[0].CompareTo(right[0]);
            }

            left = left[1..];
            right = right[1..];
        }

        var lengths = left.Length.CompareTo(right.Length);
        return lengths != 0 ? lengths : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes the number off the front, without its leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
