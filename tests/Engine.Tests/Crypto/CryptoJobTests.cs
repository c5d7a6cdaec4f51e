using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class CryptoJobTests
{
    private readonly ICryptoProvider _crypto = TestProviders.Get(TestProviders.Platform);

    [Fact]
    public void KeyExchangeJob_GenerateThenAgree_GivesBothSidesTheSameSecret()
    {
        SeededOctets random = new(1);
        using CryptoJobResult initiator = CryptoJobRunner.Run(new KeyExchangeJob(1, KeyExchangeId.Ecp256, null, null), _crypto, random);
        Assert.NotNull(initiator.Own);
        Assert.Null(initiator.Shared);

        KeyExchangeJob answer = new(2, KeyExchangeId.Ecp256, null, initiator.Own.Public);
        using CryptoJobResult responder = CryptoJobRunner.Run(answer, _crypto, random);
        Assert.Same(answer, responder.Job);
        Assert.NotNull(responder.Own);
        Assert.NotNull(responder.Shared);

        KeyExchangeJob finish = new(3, KeyExchangeId.Ecp256, initiator.Own.Private, responder.Own.Public);
        using CryptoJobResult last = CryptoJobRunner.Run(finish, _crypto, random);
        Assert.Null(last.Own);
        Assert.NotNull(last.Shared);
        Assert.Equal(responder.Shared.Span.ToArray(), last.Shared.Span.ToArray());
    }

    [Fact]
    public void KeyExchangeJob_InvalidPeerValue_GivesNoSecret()
    {
        KeyExchangeJob job = new(1, KeyExchangeId.Ecp256, null, new byte[64]);
        using CryptoJobResult result = CryptoJobRunner.Run(job, _crypto, new SeededOctets(1));
        Assert.Null(result.Own);
        Assert.Null(result.Shared);
    }

    [Fact]
    public void CryptoJobResult_Dispose_ClearsItsSecrets()
    {
        SeededOctets random = new(1);
        CryptoJobResult initiator = CryptoJobRunner.Run(new KeyExchangeJob(1, KeyExchangeId.Ecp256, null, null), _crypto, random);
        CryptoJobResult responder = CryptoJobRunner.Run(new KeyExchangeJob(2, KeyExchangeId.Ecp256, null, initiator.Own!.Public), _crypto, random);
        initiator.Dispose();
        responder.Dispose();
        Assert.True(initiator.Own.Private.IsDisposed);
        Assert.True(responder.Shared!.IsDisposed);
    }
}
