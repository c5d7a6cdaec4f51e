using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class ProviderSelectionTests
{
    public static TheoryData<string> LineUps => ["best", "portable"];

    [Theory]
    [MemberData(nameof(LineUps))]
    public void Composite_EveryRowOfTheCatalog_IsServedAndNoSelfTestFails(string lineUp)
    {
        using CompositeCryptoProvider crypto = Create(lineUp);
        Assert.All(crypto.Describe(), service =>
        {
            // ML-KEM is there where the system's library has it.
            var isThere = service.Algorithm.CiphertextLength == 0 || CryptoProviders.HasKeyEncapsulation;
            Assert.Equal(isThere, service.Provider is not null);
            Assert.Equal(isThere, service.Algorithm.IsAvailable(crypto));
            Assert.Empty(service.Failed);
        });
    }

    [Fact]
    public void Best_WhereLibcryptoIs_ServesKeyExchangesFromIt()
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        if (!TestProviders.Names.Contains(TestProviders.Libcrypto))
        {
            return;
        }

        Assert.StartsWith("libcrypto ", crypto.Name, StringComparison.Ordinal);
        Assert.All(
            crypto.Describe().Where(service => service.Algorithm is { Class: AlgorithmClass.KeyExchange, CiphertextLength: 0 }),
            service => Assert.StartsWith("libcrypto ", service.Provider, StringComparison.Ordinal));
    }

    /// <summary>What keeps the run on the portable providers from being the same run twice.</summary>
    [Fact]
    public void SharedCrypto_IsTheLineUpThatTheEnvironmentNames()
    {
        string portable = SharedCrypto.Portable.Name;
        Assert.DoesNotContain("libcrypto", portable, StringComparison.Ordinal);
        if (SharedCrypto.IsPortable)
        {
            Assert.Equal(portable, SharedCrypto.Best.Name);
        }
        else if (TestProviders.Names.Contains(TestProviders.Libcrypto))
        {
            Assert.StartsWith("libcrypto ", SharedCrypto.Best.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Best_WhereTheProcessorHasTheInstructions_ServesWhatTheyAreFastWith()
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        if (!TestProviders.Names.Contains(TestProviders.Instructions))
        {
            return;
        }

        ICryptoProvider instructions = TestProviders.Get(TestProviders.Instructions);
        Assert.Contains("AES-NI", crypto.Name, StringComparison.Ordinal);
        AlgorithmService[] served = [.. crypto.Describe().Where(service => service.Algorithm.IsAvailable(instructions))];
        Assert.Contains(served, service => service.Algorithm.Name == "aes128-gcm-128");
        Assert.All(served, service => Assert.StartsWith("AES-NI", service.Provider, StringComparison.Ordinal));
    }

    [Fact]
    public void Composite_PreferredProvider_IsTriedBeforeTheOrder()
    {
        BouncyCastleCryptoProvider managed = new();
        using CompositeCryptoProvider crypto = new(
            [new PlatformCryptoProvider(), managed],
            row => row.Class == AlgorithmClass.Aead ? managed : null);
        Assert.All(
            crypto.Describe().Where(service => service.Algorithm.Class == AlgorithmClass.Aead),
            service => Assert.Equal("BouncyCastle", service.Provider));
        Assert.IsType<PlatformEcp>(crypto.KeyExchange(KeyExchangeId.Ecp256));
    }

    [Fact]
    public void Portable_NeverNamesLibcryptoOrInstructions()
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreatePortable();
        Assert.DoesNotContain(crypto.Describe(), service => service.Provider is { } provider && provider.Contains("libcrypto", StringComparison.Ordinal));
        Assert.DoesNotContain(crypto.Describe(), service => service.Provider is { } provider && provider.Contains("AES-NI", StringComparison.Ordinal));
    }

    [Fact]
    public void Composite_AskedTwice_GivesTheSameObject()
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        Assert.Same(crypto.Prf(PseudorandomFunctionId.HmacSha256), crypto.Prf(PseudorandomFunctionId.HmacSha256));
        Assert.Same(crypto.Aead(EncryptionId.AesGcm16, 256), crypto.Aead(EncryptionId.AesGcm16, 256));
    }

    [Fact]
    public void Composite_WrongKindOrLength_GivesNull()
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        Assert.Null(crypto.Aead(EncryptionId.AesCbc, 256));
        Assert.Null(crypto.Cipher(EncryptionId.AesGcm16, 256));
        Assert.Null(crypto.Aead(EncryptionId.AesGcm16, 0));
        Assert.Null(crypto.Aead(EncryptionId.AesGcm16, 512));
        Assert.Null(crypto.KeyExchange(KeyExchangeId.None));
        Assert.Null(crypto.KeyExchange((KeyExchangeId)9999));
        Assert.Null(crypto.Integrity(IntegrityId.None));
    }

    [Fact]
    public void Composite_ProviderWithWrongAnswer_FallsBackToTheNext()
    {
        FaultyProvider faulty = new(new WrongPrf());
        using CompositeCryptoProvider crypto = new([faulty, new PlatformCryptoProvider()]);
        AssertFallsBack(crypto);
    }

    [Fact]
    public void Composite_ProviderThatThrows_FallsBackToTheNext()
    {
        FaultyProvider faulty = new(new ThrowingPrf());
        using CompositeCryptoProvider crypto = new([faulty, new PlatformCryptoProvider()]);
        AssertFallsBack(crypto);
    }

    [Fact]
    public void Composite_NobodyPasses_AlgorithmIsNotOffered()
    {
        using CompositeCryptoProvider crypto = new([new FaultyProvider(new WrongPrf())]);
        Assert.Null(crypto.Prf(PseudorandomFunctionId.HmacSha256));
        AlgorithmService service = crypto.Describe().Single(line => line.Algorithm == AlgorithmCatalog.Find(PseudorandomFunctionId.HmacSha256));
        Assert.Null(service.Provider);
        Assert.Equal(["faulty"], service.Failed);
    }

    /// <summary>The check itself: each kind of misbehaviour is noticed, not just a wrong first output.</summary>
    [Fact]
    public void KnownAnswerCheck_SubtleFaults_AreNoticed()
    {
        PlatformCryptoProvider platform = new();
        Algorithm gcm = AlgorithmCatalog.Find(EncryptionId.AesGcm16, 128)!;
        Algorithm sha = AlgorithmCatalog.Find(IntegrityId.HmacSha256_128)!;
        Algorithm ecp = AlgorithmCatalog.Find(KeyExchangeId.Ecp256)!;
        Assert.True(KnownAnswers.Passes(gcm, platform.Aead(EncryptionId.AesGcm16, 128)!));
        Assert.False(KnownAnswers.Passes(gcm, platform.Aead(EncryptionId.AesGcm16, 256)!));
        Assert.False(KnownAnswers.Passes(gcm, new AcceptingAead(platform.Aead(EncryptionId.AesGcm16, 128)!)));
        Assert.False(KnownAnswers.Passes(sha, platform.Integrity(IntegrityId.HmacSha384_192)!));
        Assert.False(KnownAnswers.Passes(ecp, new TrustingKeyExchange(platform.KeyExchange(KeyExchangeId.Ecp256)!)));
    }

    [Theory]
    [MemberData(nameof(LineUps))]
    public void Sha1_KnownAnswer(string lineUp)
    {
        using CompositeCryptoProvider crypto = Create(lineUp);
        byte[] digest = new byte[20];
        crypto.Sha1("abc"u8, digest);
        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d", Convert.ToHexStringLower(digest));
        crypto.Sha1(default, digest);
        Assert.Equal("da39a3ee5e6b4b0d3255bfef95601890afd80709", Convert.ToHexStringLower(digest));
    }

    private static CompositeCryptoProvider Create(string lineUp) =>
        lineUp == "best" ? CryptoProviders.CreateBest() : CryptoProviders.CreatePortable();

    private static void AssertFallsBack(CompositeCryptoProvider crypto)
    {
        Assert.IsType<HmacPrf>(crypto.Prf(PseudorandomFunctionId.HmacSha256));
        AlgorithmService service = crypto.Describe().Single(line => line.Algorithm == AlgorithmCatalog.Find(PseudorandomFunctionId.HmacSha256));
        Assert.Equal("platform", service.Provider);
        Assert.Equal(["faulty"], service.Failed);
    }

    private sealed class FaultyProvider(IPrf prf) : ICryptoProvider
    {
        public string Name => "faulty";

        public IAead? Aead(EncryptionId id, int keyBits) => null;

        public ICipher? Cipher(EncryptionId id, int keyBits) => null;

        public IIntegrity? Integrity(IntegrityId id) => null;

        public IPrf? Prf(PseudorandomFunctionId id) => id == PseudorandomFunctionId.HmacSha256 ? prf : null;

        public IKeyExchange? KeyExchange(KeyExchangeId id) => null;

        public void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => throw new NotSupportedException();
    }

    private sealed class WrongPrf : IPrf
    {
        public int OutputLength => 32;

        public bool HasFixedKeyLength => false;

        public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output) => output.Clear();
    }

    private sealed class ThrowingPrf : IPrf
    {
        public int OutputLength => 32;

        public bool HasFixedKeyLength => false;

        public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output) =>
            throw new System.Security.Cryptography.CryptographicException("broken");
    }

    private sealed class AcceptingAead(IAead inner) : IAead
    {
        public int KeyLength => inner.KeyLength;

        public int SaltLength => inner.SaltLength;

        public int IvLength => inner.IvLength;

        public int IcvLength => inner.IcvLength;

        public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv) =>
            inner.Seal(key, iv, associatedData, text, icv);

        public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
        {
            inner.Open(key, iv, associatedData, text, icv);
            return true;
        }
    }

    private sealed class TrustingKeyExchange(IKeyExchange inner) : IKeyExchange
    {
        public int PublicLength => inner.PublicLength;

        public int CostMicroseconds => inner.CostMicroseconds;

        public KeyExchangeKeyPair Generate(IRandomSource random) => inner.Generate(random);

        public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic) =>
            inner.Agree(privateValue, peerPublic) ?? new KeyMaterial(new byte[32]);
    }
}
