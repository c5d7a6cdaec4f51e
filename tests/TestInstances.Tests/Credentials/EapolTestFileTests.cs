using MyIkev2.Engine.Policy;
using MyIkev2.TestInstances.Credentials;

namespace MyIkev2.TestInstances.Tests.Credentials;

public class EapolTestFileTests
{
    [Fact]
    public void Read_ANetwork_IsTheAccount()
    {
        var account = EapolTestFile.Read(
            """
            # for eapol_test
            eapol_version=1

            network={
                ssid="example"
                key_mgmt=IEEE8021X
                eap=PEAP MSCHAPV2
                identity="client&d@example.com"
                password="se"cret=&d"
                eapol_flags=0
            }
            network={
                identity="second"
            }
            """,
            out var problem);

        Assert.Equal((AuthenticationKind.EapMschapv2, "client&d@example.com", "se\"cret=&d", ""), (account!.Method, account.Identity, account.Password, problem));
        Assert.Equal(("client7@example.com", "se\"cret=7"), (account.For(7).Identity, account.For(7).Password));
        Assert.DoesNotContain("cret", account.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HexadecimalTexts_AreTheirOctets()
    {
        var account = EapolTestFile.Read("network={\neap=MD5\nidentity=6361726f6c\npassword=c3a4\n}", out _);

        Assert.Equal((AuthenticationKind.EapMd5, "carol", "ä"), (account!.Method, account.Identity, account.Password));
    }

    [Theory]
    [InlineData("", "it has no network={...}")]
    [InlineData("network={\n}", "it has no identity")]
    [InlineData("network={\nidentity=\"a\"\n}", "it has no password")]
    [InlineData("network={\nidentity=\"a\"\npassword=\"b\"\n}", "it has no eap")]
    [InlineData("network={\neap=SIM AKA\n}", "line 2: eap=SIM AKA names no method that is supported here")]
    [InlineData("network={\nidentity=\"a\"\npassword=hash:00112233\n}", "line 3: the password is neither a text in quotation marks nor hexadecimal digits")]
    [InlineData("network={\nidentity=\"\n}", "line 2: the identity is neither")]
    [InlineData("network={\nidentity=\n}", "line 2: the identity is neither")]
    [InlineData("network={\nidentity=ff\n}", "line 2: the identity is neither")]
    [InlineData("network={\nelephant\n}", "line 2 is no assignment")]
    [InlineData("network={\n=\n}", "line 2 is no assignment")]
    public void Read_AFileOfNoUse_SaysWhy(string text, string complaint)
    {
        Assert.Null(EapolTestFile.Read(text, out var problem));
        Assert.StartsWith(complaint, problem, StringComparison.Ordinal);
    }
}
