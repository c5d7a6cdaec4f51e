namespace MyIkev2.Engine.Policy;

/// <summary>Which identities a peer may have: any, one exactly, or a text with <c>*</c> wildcards such as <c>*@example.com</c>.</summary>
public sealed record IdentityPattern(string Text)
{
    public static IdentityPattern Any { get; } = new("%any");

    public bool IsAny => Text is "%any" or "*" or "";

    public bool HasWildcard => Text.Contains('*');

    /// <summary>The identity itself when the pattern is exact, otherwise null.</summary>
    public Identity? Exact => IsAny || HasWildcard ? null : Identity.TryParse(Text);

    public bool Matches(Identity identity)
    {
        if (IsAny)
        {
            return true;
        }

        return HasWildcard
            ? Glob(Text.AsSpan(), identity.Text.AsSpan())
            : Identity.TryParse(Text) is { } exact && exact.Type == identity.Type
              && (exact.Equals(identity) || string.Equals(exact.Text, identity.Text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How much the pattern says, for choosing the most specific of several matches.</summary>
    public int Specificity => IsAny ? 0 : HasWildcard ? 1 + Text.Length : 1000 + Text.Length;

    public override string ToString() => Text;

    private static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
