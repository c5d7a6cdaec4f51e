using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

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
