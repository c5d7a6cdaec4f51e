using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Which identities have a preshared key: as many keys as vpns must not cost their product.</summary>
internal sealed class KeyIndex
{
    private readonly HashSet<string> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IdentityPattern> _wildcards = [];
    private readonly bool _any;

    public KeyIndex(ConfigNode ike)
    {
        foreach (var key in ike.Entries("pre-shared-key"))
        {
            IsEmpty = false;
            var ids = key.Values("id");
            _any |= ids.Count == 0;
            foreach (var pattern in ids.Select(id => (IdentityPattern)id.Data))
            {
                if (pattern.Exact is { } exact)
                {
                    _exact.Add(NameOf(exact));
                }
                else
                {
                    _any |= pattern.IsAny;
                    _wildcards.Add(pattern);
                }
            }
        }
    }

    public bool IsEmpty { get; } = true;

    public bool Fits(Identity identity) => _any || _exact.Contains(NameOf(identity)) || _wildcards.Exists(pattern => pattern.Matches(identity));

    /// <summary>Two spellings of one identity have one name; text compares without case, as identities do when keys are looked up.</summary>
    public static string NameOf(Identity identity) => $"{(int)identity.Type} {identity.Text}";
}
