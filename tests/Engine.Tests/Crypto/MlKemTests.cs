using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>ML-KEM (FIPS 203) where the platform has it; where it has not, that nothing pretends to.</summary>
public sealed class MlKemTests
{
    public static TheoryData<string> Sets => ["ml-kem-512", "ml-kem-768", "ml-kem-1024"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exchange_KnownVectors_KeyAndSecretAreAsExpected(string algorithm)
    {
        if (Find(algorithm) is not { } exchange)
        {
            return;
        }

        var vector = VectorFile.Read("encapsulation").Single(vector => vector.Algorithm == algorithm);
        var pair = exchange.Generate(new ScriptedRandom(vector.Octets("seed")));
        using var shared = exchange.Agree(pair.Private, vector.Octets("ciphertext"));

        Assert.Equal(vector.Text("publicDigest"), Convert.ToHexStringLower(SHA256.HashData(pair.Public)));
        Assert.Equal(vector.Text("shared"), Convert.ToHexStringLower(shared!.Span));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exchange_BothSides_AgreeAndRefuseWhatIsNone(string algorithm)
    {
        if (Find(algorithm) is not { } exchange)
        {
            return;
        }

        var row = Row(algorithm);
        var pair = exchange.Generate(new SeededOctets(3));
        var answer = exchange.Respond(new SeededOctets(4), pair.Public)!;
        using var shared = exchange.Agree(pair.Private, answer.Public);
        Assert.Equal(answer.Shared.Span.ToArray(), shared!.Span.ToArray());
        Assert.Equal((row.PublicLength, row.PublicLength, row.CiphertextLength), (exchange.PublicLength, pair.Public.Length, answer.Public.Length));

        // A changed ciphertext gives another secret and no error (FIPS 203 section 6.3).
        answer.Public[5] ^= 1;
        using var other = exchange.Agree(pair.Private, answer.Public);
        Assert.NotEqual(shared.Span.ToArray(), other!.Span.ToArray());
        Assert.Null(exchange.Agree(pair.Private, answer.Public.AsSpan(1)));
        Assert.Null(exchange.Respond(new SeededOctets(4), pair.Public.AsSpan(1)));
        pair.Public[0] = 0xff;
        pair.Public[1] |= 0x0f;
        Assert.Null(exchange.Respond(new SeededOctets(4), pair.Public));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exchange_IsThereWhereThePlatformHasItAndNowhereElse(string algorithm)
    {
        using var best = CryptoProviders.CreateBest();

        Assert.Equal(MLKem.IsSupported, best.KeyExchange((KeyExchangeId)Row(algorithm).Id) is not null);
        Assert.Equal(MLKem.IsSupported, CryptoProviders.HasKeyEncapsulation);
    }

    private static IKeyExchange? Find(string algorithm) =>
        TestProviders.Get(TestProviders.Platform).KeyExchange((KeyExchangeId)Row(algorithm).Id);

    private static Algorithm Row(string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.KeyExchange, algorithm, out var row));
        return row;
    }
}
