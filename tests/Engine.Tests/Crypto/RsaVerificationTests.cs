using MyIkev2.Engine.Crypto;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Every provider that checks RSA signatures agrees with the platform's, on good ones and on bad ones.</summary>
public sealed class RsaVerificationTests
{
    private static readonly byte[] Data = [.. "what the peer signed"u8];

    public static TheoryData<string, string> Offers()
    {
        TheoryData<string, string> data = [];
        foreach (string name in TestProviders.Names)
        {
            foreach (SignatureAlgorithm algorithm in SignatureAlgorithms.All)
            {
                if (algorithm.IsRsa && TestProviders.Get(name).Signature(algorithm) is not null)
                {
                    data.Add(name, algorithm.Name);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Verify_SignatureOfThePlatform_IsAcceptedAndNothingElse(string provider, string algorithm)
    {
        SignatureAlgorithm row = SignatureAlgorithms.All.Single(row => row.Name == algorithm);
        ISignature judge = TestProviders.Get(provider).Signature(row)!;
        TestPki pki = TestPki.Root(kind: PublicKeyKind.Rsa);
        PrivateKey key = pki.Issue("CN=peer", PublicKeyKind.Rsa).Credential("peer").Key;
        byte[] signature = TestProviders.Get(TestProviders.Platform).Signature(row)!.Sign(key, Data)!;

        Assert.True(judge.Verify(key.Public, Data, signature));
        Assert.False(judge.Verify(key.Public, Data.AsSpan(1), signature));
        Assert.False(judge.Verify(pki.Certificate.PublicKey!, Data, signature));
        Assert.False(judge.Verify(key.Public, Data, signature.AsSpan(1)));
        Assert.False(judge.Verify(key.Public, Data, new byte[signature.Length]));
        signature[signature.Length / 2] ^= 1;
        Assert.False(judge.Verify(key.Public, Data, signature));
    }

    [Fact]
    public void Signature_OnLinux_IsCheckedByLibcrypto()
    {
        if (TestProviders.Names.Contains(TestProviders.Libcrypto))
        {
            Assert.NotNull(TestProviders.Get(TestProviders.Libcrypto).Signature(SignatureAlgorithms.RsaSha256));
        }
    }
}
