using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class UsmCredentialsTests
{
    [Theory]
    [InlineData("", AuthenticationProtocol.None, "", PrivacyProtocol.None, "", "1 to 32 octets")]
    [InlineData("a name of more than thirty-two octets", AuthenticationProtocol.None, "", PrivacyProtocol.None, "", "1 to 32 octets")]
    [InlineData("user", AuthenticationProtocol.None, "", PrivacyProtocol.Aes128, "long enough", "encryption needs authentication")]
    [InlineData("user", AuthenticationProtocol.Sha256, "1234567", PrivacyProtocol.None, "", "authentication password")]
    [InlineData("user", AuthenticationProtocol.Sha256, "12345678", PrivacyProtocol.Aes128, "1234567", "privacy password")]
    public void Create_WhatCannotWork_SaysWhy(
        string name, AuthenticationProtocol authentication, string password, PrivacyProtocol privacy, string privacyPassword, string why)
    {
        Assert.Null(UsmCredentials.Create(
            name,
            authentication,
            System.Text.Encoding.UTF8.GetBytes(password),
            privacy,
            System.Text.Encoding.UTF8.GetBytes(privacyPassword),
            KeyExtension.Blumenthal,
            out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_EveryPair_WorksOnThisHost()
    {
        // What a host in FIPS mode refuses is told at configuration; here nothing is refused.
        foreach (var authentication in Enum.GetValues<AuthenticationProtocol>())
        {
            Assert.True(UsmCredentials.IsAvailable(authentication));
        }

        foreach (var privacy in Enum.GetValues<PrivacyProtocol>())
        {
            Assert.True(UsmCredentials.IsAvailable(privacy));
        }
    }

    // Keys as other tools print them: of RFC 3414 appendix A.3, the privacy key as long as the hash.
    [Fact]
    public void CreateLocalized_KeysOfThisEngine_AreThoseThatThePasswordGives()
    {
        byte[] engineId = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
        var key = Convert.FromHexString("6695febc9288e36282235fc7151f128497b38f3f");
        using var credentials = UsmCredentials.CreateLocalized(
            "user", AuthenticationProtocol.Sha1, key, PrivacyProtocol.Aes128, key, KeyExtension.Blumenthal, out var error);
        Assert.Null(error);
        Assert.True(credentials!.AreLocalized);
        var engine = new UsmEngine(engineId, 7, new UsmUserTable(credentials.ForEngine(engineId)), new UsmCounters());
        var manager = new SnmpV3User("user", engineId, AuthenticationProtocol.Sha1, "maplesyrup", PrivacyProtocol.Aes128, "maplesyrup");
        var message = SnmpV3Message.From(manager, SecurityLevel.AuthPriv, 7, 60, SnmpV3Message.PduOf(PduType.Get, 99)).Build(manager);
        Assert.Equal(UsmOutcome.Accepted, engine.Open(message, new byte[message.Length], 60, out _));
    }

    [Theory]
    [InlineData(19, 20, "authentication key")]
    [InlineData(21, 20, "authentication key")]
    [InlineData(20, 15, "privacy key")]
    [InlineData(20, 21, "privacy key")]
    public void CreateLocalized_KeyOfOtherLength_SaysWhich(int authenticationLength, int privacyLength, string why)
    {
        Assert.Null(UsmCredentials.CreateLocalized(
            "user", AuthenticationProtocol.Sha1, new byte[authenticationLength], PrivacyProtocol.Aes128, new byte[privacyLength],
            KeyExtension.Blumenthal, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void User_Table_IsInTheOrderOfUsmUserTable()
    {
        var table = new UsmUserTable(new[] { "bb", "a", "ccc", "b", "aa" }.Select(name => UsmFixture.User(name)));
        Assert.Equal(["a", "b", "aa", "bb", "ccc"], table.Select(user => user.Name));
        foreach (var user in table)
        {
            Assert.Same(user, table.Find(user.NameOctets));
        }

        Assert.Null(table.Find("c"u8));
        Assert.Null(table.Find(""u8));
        Assert.Null(UsmUserTable.Empty.Find("a"u8));
        Assert.Throws<ArgumentException>(() => new UsmUserTable(UsmFixture.User("a"), UsmFixture.User("a")));
    }

    [Theory]
    [InlineData(AuthenticationProtocol.None, PrivacyProtocol.None, KeyExtension.Blumenthal, "1.3.6.1.6.3.10.1.1.1", "1.3.6.1.6.3.10.1.2.1")]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.Des, KeyExtension.Blumenthal, "1.3.6.1.6.3.10.1.1.2", "1.3.6.1.6.3.10.1.2.2")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes128, KeyExtension.Reeder, "1.3.6.1.6.3.10.1.1.3", "1.3.6.1.6.3.10.1.2.4")]
    [InlineData(AuthenticationProtocol.Sha224, PrivacyProtocol.Aes192, KeyExtension.Blumenthal, "1.3.6.1.6.3.10.1.1.4", "1.3.6.1.4.1.14832.1.3")]
    [InlineData(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes256, KeyExtension.Blumenthal, "1.3.6.1.6.3.10.1.1.5", "1.3.6.1.4.1.14832.1.4")]
    [InlineData(AuthenticationProtocol.Sha384, PrivacyProtocol.Aes192, KeyExtension.Reeder, "1.3.6.1.6.3.10.1.1.6", "1.3.6.1.4.1.9.12.6.1.1")]
    [InlineData(AuthenticationProtocol.Sha512, PrivacyProtocol.Aes256, KeyExtension.Reeder, "1.3.6.1.6.3.10.1.1.7", "1.3.6.1.4.1.9.12.6.1.2")]
    public void User_ProtocolNames_AreThoseOfTheMib(
        AuthenticationProtocol authentication, PrivacyProtocol privacy, KeyExtension extension, string authenticationName, string privacyName)
    {
        using var user = UsmFixture.User("user", authentication, privacy, extension);
        Assert.Equal(authenticationName, user.AuthenticationProtocolName.ToString());
        Assert.Equal(privacyName, user.PrivacyProtocolName.ToString());
        Assert.Equal(
            privacy != PrivacyProtocol.None ? SecurityLevel.AuthPriv
            : authentication != AuthenticationProtocol.None ? SecurityLevel.AuthNoPriv : SecurityLevel.NoAuthNoPriv,
            user.HighestLevel);
    }

    [Fact]
    public void User_Disposed_CanNotBeUsedWithClearedKeys()
    {
        var user = UsmFixture.User("user", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
        user.Dispose();
        var message = UsmFixture.Get(UsmFixture.Guest).Build();
        Assert.Throws<ObjectDisposedException>(() => user.VerifyDigest(message, message.AsSpan(10, 24)));
    }
}
