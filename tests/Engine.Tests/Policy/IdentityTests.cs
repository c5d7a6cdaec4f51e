using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Policy;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("192.0.2.1", IdentificationType.Ipv4Address, "192.0.2.1")]
    [InlineData("2001:db8::1", IdentificationType.Ipv6Address, "2001:db8::1")]
    [InlineData("gw.example", IdentificationType.Fqdn, "gw.example")]
    [InlineData("@gw", IdentificationType.Fqdn, "gw")]
    [InlineData("alice@example.com", IdentificationType.Rfc822Address, "alice@example.com")]
    [InlineData("@#0a0b", IdentificationType.KeyId, "0a0b")]
    [InlineData("keyid:branch 7", IdentificationType.KeyId, "branch 7")]
    [InlineData("fqdn:10.1.1.1", IdentificationType.Fqdn, "10.1.1.1")]
    [InlineData("CN=gw, O=Example", IdentificationType.DerAsn1Dn, "CN=gw, O=Example")]
    public void TryParse_TextForms_GiveTypeAndText(string text, IdentificationType type, string shown)
    {
        var identity = Identity.TryParse(text);
        Assert.Equal(type, identity!.Type);
        Assert.Equal(shown, identity.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("@#xyz")]
    [InlineData("ipv4:gateway")]
    [InlineData("dn:no name")]
    public void TryParse_Nonsense_GivesNull(string text) => Assert.Null(Identity.TryParse(text));

    [Theory]
    [InlineData("%any", "whoever.example", true)]
    [InlineData("*@example.com", "bob@example.com", true)]
    [InlineData("*@example.com", "bob@example.org", false)]
    [InlineData("gw.example", "GW.example", true)]
    [InlineData("gw*.example", "gw17.example", true)]
    [InlineData("gw.example", "gw2.example", false)]
    public void Pattern_Identity_MatchesByText(string pattern, string identity, bool matches) =>
        Assert.Equal(matches, new IdentityPattern(pattern).Matches(Identity.TryParse(identity)!));

    [Fact]
    public void Text_ControlCharactersOfAPeer_NeverReachTerminals()
    {
        var identity = new Identity(IdentificationType.Fqdn, ValueList.Create("a\u001b[31mb\n"u8));
        Assert.Equal("a?[31mb?", identity.Text);
    }
}
