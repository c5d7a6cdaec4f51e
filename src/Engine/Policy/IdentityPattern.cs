using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>Which identities a peer may have: any, one exactly, or a text with <c>*</c> wildcards such as <c>*@example.com</c>.</summary>
public sealed record IdentityPattern
{
    // Parsed once: a gateway asks every candidate's pattern with each IKE_AUTH request.
    private readonly Identity? _exact;
    private readonly string _exactText;

    public IdentityPattern(string text)
    {
        Text = text;
        _exact = IsAny || HasWildcard ? null : Identity.TryParse(text);
        _exactText = _exact?.Text ?? string.Empty;
    }

    public static IdentityPattern Any { get; } = new("%any");

    public string Text { get; }

    public bool IsAny => Text is "%any" or "*" or "";

    public bool HasWildcard => Text.Contains('*');

    /// <summary>The identity itself when the pattern is exact, otherwise null.</summary>
    public Identity? Exact => _exact;

    public bool Matches(Identity identity)
    {
        if (IsAny)
        {
            return true;
        }

        return HasWildcard
            ? Glob(Text.AsSpan(), identity.Text.AsSpan())
            : _exact is { } exact && exact.Type == identity.Type && (exact.Equals(identity) || MatchesIgnoringCase(exact, identity));
    }

    /// <summary>How much the pattern says, for choosing the most specific of several matches.</summary>
    public int Specificity => IsAny ? 0 : HasWildcard ? 1 + Text.Length : 1000 + Text.Length;

    public override string ToString() => Text;

    /// <summary>Names of different length differ in more than case: most candidates end here, before any text is made.</summary>
    private bool MatchesIgnoringCase(Identity exact, Identity identity) =>
        (identity.Type is not (IdentificationType.Fqdn or IdentificationType.Rfc822Address) || exact.Data.Count == identity.Data.Count)
        && string.Equals(_exactText, identity.Text, StringComparison.OrdinalIgnoreCase);

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
