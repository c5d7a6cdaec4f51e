using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class KeyExchangeTests
{
    public static TheoryData<string, string> Offers => TestProviders.SymmetricKeyExchanges();

    [Theory]
    [MemberData(nameof(Offers))]
    public void KeyExchange_KnownVectors_GenerateAndAgreeAsPublished(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        Vector[] vectors = [.. VectorFile.Read("keyexchange").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            KeyExchangeKeyPair initiator = exchange.Generate(new ScriptedRandom(vector.Octets("privateInitiator")));
            KeyExchangeKeyPair responder = exchange.Generate(new ScriptedRandom(vector.Octets("privateResponder")));
            Assert.Equal(vector.Text("publicInitiator"), Convert.ToHexStringLower(initiator.Public));
            Assert.Equal(vector.Text("publicResponder"), Convert.ToHexStringLower(responder.Public));

            using KeyMaterial? ours = exchange.Agree(initiator.Private, responder.Public);
            using KeyMaterial? theirs = exchange.Agree(responder.Private, initiator.Public);
            Assert.NotNull(ours);
            Assert.NotNull(theirs);
            Assert.Equal(vector.Text("shared"), Convert.ToHexStringLower(ours.Span));
            Assert.Equal(vector.Text("shared"), Convert.ToHexStringLower(theirs.Span));
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void KeyExchange_PeerValueOfOtherLength_IsRefused(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        KeyExchangeKeyPair pair = exchange.Generate(new SeededOctets(4));
        Assert.Equal(exchange.PublicLength, pair.Public.Length);
        byte[] longer = [0, .. pair.Public];
        Assert.Null(exchange.Agree(pair.Private, default));
        Assert.Null(exchange.Agree(pair.Private, pair.Public.AsSpan(1)));
        Assert.Null(exchange.Agree(pair.Private, pair.Public.AsSpan(0, pair.Public.Length - 1)));
        Assert.Null(exchange.Agree(pair.Private, longer));
        using KeyMaterial? shared = exchange.Agree(pair.Private, pair.Public);
        Assert.NotNull(shared);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void KeyExchange_SameSeed_SameKeys(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        KeyExchangeKeyPair first = exchange.Generate(new SeededOctets(8));
        KeyExchangeKeyPair second = exchange.Generate(new SeededOctets(8));
        KeyExchangeKeyPair other = exchange.Generate(new SeededOctets(9));
        Assert.Equal(first.Public, second.Public);
        Assert.NotEqual(first.Public, other.Public);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void KeyExchange_LengthsOfImplementation_AreThoseOfTheCatalog(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.KeyExchange, algorithm, out Algorithm? row));
        Assert.Equal(row.PublicLength, exchange.PublicLength);
        Assert.InRange(exchange.CostMicroseconds, 1, 1_000_000);
    }
}
