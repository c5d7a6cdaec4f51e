using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>An identity (data: <see cref="Identity"/>).</summary>
internal sealed class IdentityType : ConfigType
{
    public override string Expected =>
        "an identity: address, domain name, user@domain, distinguished name, @#hex key id, or with a prefix ipv4: ipv6: fqdn: email: keyid: dn:";

    public override string Placeholder => "IDENTITY";

    internal override ConfigReading Read(string text)
    {
        if (text.Contains('*'))
        {
            return ConfigReading.Refused($"'{text}' has a wildcard, which an own identity cannot have");
        }

        return text.Length <= FreeTextType.MaximumLength && Identity.TryParse(text) is { Data.Count: > 0 } identity
            ? ConfigReading.Of(text, identity)
            : ConfigReading.Refused($"'{text}' is not an identity");
    }
}

/// <summary>An identity that may hold <c>*</c> wildcards, or <c>%any</c> (data: <see cref="IdentityPattern"/>).</summary>
internal sealed class IdentityPatternType : ConfigType
{
    private const string Any = "%any";

    public override string Expected =>
        "an identity (address, domain name, user@domain, distinguished name, @#hex key id), one with * wildcards such as *@example.com, or %any";

    public override string Placeholder => "IDENTITY";

    public override IReadOnlyList<string> Words => [Any];

    internal override ConfigReading Read(string text)
    {
        var pattern = new IdentityPattern(text);
        if (pattern.IsAny)
        {
            return text.Length > 0 ? ConfigReading.Of(Any, IdentityPattern.Any) : ConfigReading.Refused("the identity is empty");
        }

        return text.Length <= FreeTextType.MaximumLength && (pattern.HasWildcard || Identity.TryParse(text) is { Data.Count: > 0 })
            ? ConfigReading.Of(text, pattern)
            : ConfigReading.Refused($"'{text}' is not an identity");
    }
}
