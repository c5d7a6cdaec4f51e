using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigCompletionTests
{
    [Theory]
    [InlineData("", "vrf")]
    [InlineData("/ vrf main ike ", "pre-shared-key eap-secret ppk pool radius ike-policy-template ipsec-policy-template vpn manual-tunnel global-options logging")]
    [InlineData("/ vrf main ike ip", "ipsec-policy-template")]
    [InlineData("/ vrf ", "main NAME")]
    [InlineData("/ vrf main ike vpn ", "v NAME")]
    [InlineData("/ vrf main ike vpn v ike-policy template ", "it NAME")]
    [InlineData("/ vrf main ike vpn new ipsec-policy template ", "et NAME")]
    [InlineData("/ vrf main ike vpn v vip-pool ", "radius NAME")]
    [InlineData("/ vrf main ike vpn v enabled ", "true false")]
    [InlineData("/ vrf main ike vpn v version ", "NUMBER")]
    [InlineData("/ vrf main ike vpn v version 2 loc", "local-address local-id")]
    [InlineData("/ vrf main ike ipsec-policy-template et dpd-action ", "clear restart trap")]
    [InlineData("/ vrf main ike ipsec-policy-template et dpd-action re", "restart")]
    [InlineData("del / vrf main ike vpn v security-policy ", "p NAME")]
    [InlineData("/ vrf main ike global-options dos-protection cookie-threshold ", "always NUMBER")]
    [InlineData("/ vrf main ike nonsense ", "")]
    [InlineData("/ vrf main ike \"", "")]
    public void Complete_LineSoFar_OffersWhatMayFollow(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', ConfigCompletion.Complete(line, ConfigSamples.Parse(ConfigSamples.Complete)).Select(suggestion => suggestion.Word)));

    [Fact]
    public void Complete_Suggestions_CarryHelp()
    {
        var suggestion = Assert.Single(ConfigCompletion.Complete("/ vrf main ike global-options retransmit-j", new ConfigDocument()));

        Assert.Equal("Largest random part taken off a timeout.", suggestion.Help);
        Assert.Contains("an integer 0..20", Assert.Single(ConfigCompletion.Complete("/ vrf main ike global-options retransmit-jitter ", new ConfigDocument())).Help, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_RandomLines_Answers()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomConfiguration(seed);
            ConfigCompletion.Complete(random.NextLine(), random.NextDocument());
        }
    }
}
