using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap.MsChapV2;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

/// <summary>RFC 2759 section 9.2 (user "User", password "clientPass"), RFC 3079 section 3.5.3, RFC 1320 appendix A.5.</summary>
public sealed class MsChapV2HashesTests
{
    private static readonly byte[] AuthenticatorChallenge = Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static readonly byte[] PeerChallenge = Convert.FromHexString("21402324255E262A28295F2B3A337C7E");

    [Theory]
    [InlineData("", "31D6CFE0D16AE931B73C59D7E0C089C0")]
    [InlineData("a", "BDE52CB31DE33E46245E05FBDBD6FB24")]
    [InlineData("message digest", "D9130A8164549FE818874806E1C7014B")]
    public void Md4_OfThePublishedTexts_GivesThePublishedDigests(string text, string digest)
    {
        var output = new byte[16];

        BouncyCastleLegacy.Md4(Encoding.ASCII.GetBytes(text), output);

        Assert.Equal(digest, Convert.ToHexString(output));
    }

    [Fact]
    public void NtPasswordHash_OfThePublishedPassword_IsThePublishedHash()
    {
        Assert.Equal("44EBBA8D5312B8D611474411F56989AE", Convert.ToHexString(PasswordHash("clientPass")));

        var twice = new byte[MsChapV2Hashes.PasswordHashSize];
        MsChapV2Hashes.HashNtPasswordHash(PasswordHash("clientPass"), twice);
        Assert.Equal("41C00C584BD2D91C4017A2A12FA59F3F", Convert.ToHexString(twice));
    }

    [Fact]
    public void GenerateNtResponse_OfThePublishedExchange_IsThePublishedResponse()
    {
        Assert.Equal("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF", Convert.ToHexString(NtResponse()));
    }

    [Fact]
    public void GenerateAuthenticatorResponse_OfThePublishedExchange_IsThePublishedText()
    {
        var response = new byte[MsChapV2Hashes.AuthenticatorResponseSize];

        MsChapV2Hashes.GenerateAuthenticatorResponse(
            PasswordHash("clientPass"), NtResponse(), PeerChallenge, AuthenticatorChallenge, "User"u8, response);

        Assert.Equal("S=407A5589115FD0D6209F510FE9C04566932CDA56", Encoding.ASCII.GetString(response));
    }

    [Fact]
    public void MasterSessionKey_OfThePublishedExchange_HasThePublishedSendKeySecond()
    {
        using var key = MsChapV2Hashes.MasterSessionKey(PasswordHash("clientPass"), NtResponse());

        Assert.Equal(64, key.Length);
        Assert.Equal("8B7CDC149B993A1BA118CB153F56DCCB", Convert.ToHexString(key.Span.Slice(16, 16)));
        Assert.All(key.Span[32..].ToArray(), octet => Assert.Equal(0, octet));
    }

    [Theory]
    [InlineData("User", "User")]
    [InlineData("DOMAIN\\User", "User")]
    [InlineData("user@example.org", "user@example.org")]
    public void UserName_OfAnIdentity_LeavesOutTheDomainInFront(string identity, string name)
    {
        Assert.Equal(name, Encoding.UTF8.GetString(MsChapV2Hashes.UserName(Encoding.UTF8.GetBytes(identity))));
    }

    private static byte[] PasswordHash(string password)
    {
        var hash = new byte[MsChapV2Hashes.PasswordHashSize];
        MsChapV2Hashes.NtPasswordHash(Encoding.UTF8.GetBytes(password), hash);
        return hash;
    }

    private static byte[] NtResponse()
    {
        var response = new byte[MsChapV2Hashes.NtResponseSize];
        MsChapV2Hashes.GenerateNtResponse(AuthenticatorChallenge, PeerChallenge, "User"u8, PasswordHash("clientPass"), response);
        return response;
    }
}
