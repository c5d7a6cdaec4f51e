using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class KeyScheduleTests
{
    public static TheoryData<string, string> Prfs => TestProviders.Offers(AlgorithmClass.PseudorandomFunction);

    [Theory]
    [MemberData(nameof(Prfs))]
    public void IkeKeys_KnownVectors_DeriveAsDefined(string provider, string algorithm)
    {
        Vector[] vectors = [.. VectorFile.Read("ikekeys").Where(vector => vector.Algorithm == algorithm)];
        Assert.Contains(vectors, vector => vector.Has("oldSkD"));
        Assert.Contains(vectors, vector => !vector.Has("oldSkD"));
        foreach (Vector vector in vectors)
        {
            if (Derive(provider, vector) is not { } keys)
            {
                continue;
            }

            AssertKey(vector, "skD", keys.SkD);
            AssertKey(vector, "skAi", keys.SkAi);
            AssertKey(vector, "skAr", keys.SkAr);
            AssertKey(vector, "skEi", keys.SkEi);
            AssertKey(vector, "skEr", keys.SkEr);
            AssertKey(vector, "skPi", keys.SkPi);
            AssertKey(vector, "skPr", keys.SkPr);
            keys.Dispose();
        }
    }

    [Fact]
    public void Ppk_MixedIn_SkDAndSkPAreHmacsUnderItAndTheOthersStay()
    {
        // RFC 8784 section 3: as long as the PRF's output, prf+ is one block: prf(PPK, SK' | 0x01).
        var prf = TestProviders.Get(TestProviders.Platform).Prf(MyIkev2.Engine.Wire.PseudorandomFunctionId.HmacSha256)!;
        using var keys = new IkeKeys(Octets(32, 1), Octets(16, 2), Octets(16, 3), Octets(32, 4), Octets(32, 5), Octets(32, 6), Octets(32, 7));
        var ppk = "a post-quantum preshared key"u8.ToArray();

        var mixed = PpkKeySchedule.Mix(prf, keys, ppk);

        foreach (var (before, after) in new[] { (keys.SkD, mixed.SkD), (keys.SkPi, mixed.SkPi), (keys.SkPr, mixed.SkPr) })
        {
            Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData(ppk, (byte[])[.. before.Span, 1]), after.Span.ToArray());
        }

        Assert.Same(keys.SkEi, mixed.SkEi);
        Assert.Same(keys.SkEr, mixed.SkEr);
        Assert.Same(keys.SkAi, mixed.SkAi);
        Assert.Same(keys.SkAr, mixed.SkAr);

        static KeyMaterial Octets(int length, byte value) => new([.. Enumerable.Repeat(value, length)]);
    }

    [Theory]
    [MemberData(nameof(Prfs))]
    public void ChildKeys_KnownVectors_DeriveAsDefined(string provider, string algorithm)
    {
        Vector[] vectors = [.. VectorFile.Read("childkeys").Where(vector => vector.Algorithm == algorithm)];
        Assert.Contains(vectors, vector => vector.Octets("shared").Length == 0);
        Assert.Contains(vectors, vector => vector.Octets("shared").Length > 0);
        foreach (Vector vector in vectors)
        {
            using KeyMaterial skD = new(vector.Octets("skD"));
            using ChildKeys keys = ChildKeySchedule.Derive(
                Prf(provider, algorithm),
                skD,
                vector.Octets("shared"),
                vector.Octets("ni"),
                vector.Octets("nr"),
                vector.Number("encryptionKeyLength"),
                vector.Number("integrityKeyLength"));
            AssertKey(vector, "encryptInitiator", keys.EncryptInitiator);
            AssertKey(vector, "integrityInitiator", keys.IntegInitiator);
            AssertKey(vector, "encryptResponder", keys.EncryptResponder);
            AssertKey(vector, "integrityResponder", keys.IntegResponder);
        }
    }

    [Theory]
    [MemberData(nameof(Prfs))]
    public void PskAuth_KnownVectors_ComputeAsDefined(string provider, string algorithm)
    {
        Vector[] vectors = [.. VectorFile.Read("pskauth").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            using KeyMaterial skP = new(vector.Octets("skP"));
            byte[] auth = PskAuth.Compute(
                Prf(provider, algorithm),
                vector.Octets("psk"),
                vector.Octets("message"),
                vector.Octets("nonce"),
                skP,
                vector.Octets("idBody"));
            Assert.Equal(vector.Text("auth"), Convert.ToHexStringLower(auth));
        }
    }

    [Fact]
    public void PskAuth_AnyInputChanged_ChangesTheValue()
    {
        IPrf prf = Prf(TestProviders.Platform, "hmac-sha256");
        using KeyMaterial skP = new(new SeededOctets(1).Next(32));
        using KeyMaterial otherSkP = new(new SeededOctets(2).Next(32));
        byte[] auth = PskAuth.Compute(prf, "secret"u8, "message"u8, "nonce"u8, skP, "id"u8);
        Assert.True(PskAuth.Matches(auth, PskAuth.Compute(prf, "secret"u8, "message"u8, "nonce"u8, skP, "id"u8)));
        Assert.False(PskAuth.Matches(auth, PskAuth.Compute(prf, "Secret"u8, "message"u8, "nonce"u8, skP, "id"u8)));
        Assert.False(PskAuth.Matches(auth, PskAuth.Compute(prf, "secret"u8, "Message"u8, "nonce"u8, skP, "id"u8)));
        Assert.False(PskAuth.Matches(auth, PskAuth.Compute(prf, "secret"u8, "message"u8, "Nonce"u8, skP, "id"u8)));
        Assert.False(PskAuth.Matches(auth, PskAuth.Compute(prf, "secret"u8, "message"u8, "nonce"u8, otherSkP, "id"u8)));
        Assert.False(PskAuth.Matches(auth, PskAuth.Compute(prf, "secret"u8, "message"u8, "nonce"u8, skP, "Id"u8)));
        Assert.False(PskAuth.Matches(auth, auth.AsSpan(1)));
    }

    [Fact]
    public void IkeKeys_Dispose_ClearsEverySecret()
    {
        IPrf prf = Prf(TestProviders.Platform, "hmac-sha256");
        IkeKeys keys = IkeKeySchedule.Derive(prf, 32, 32, new byte[32], new byte[16], new byte[16], 1, 2);
        KeyMaterial[] all = [keys.SkD, keys.SkAi, keys.SkAr, keys.SkEi, keys.SkEr, keys.SkPi, keys.SkPr];
        Assert.All(all, key => Assert.Equal(32, key.Length));
        keys.Dispose();
        Assert.All(all, key => Assert.True(key.IsDisposed));

        using KeyMaterial skD = new(new byte[32]);
        ChildKeys child = ChildKeySchedule.Derive(prf, skD, default, new byte[16], new byte[16], 16, 20);
        KeyMaterial[] four = [child.EncryptInitiator, child.IntegInitiator, child.EncryptResponder, child.IntegResponder];
        child.Dispose();
        Assert.All(four, key => Assert.True(key.IsDisposed));
    }

    [Fact]
    public void IkeKeys_CombinedModeCipher_HasNoIntegrityKeys()
    {
        IPrf prf = Prf(TestProviders.Platform, "hmac-sha256");
        using IkeKeys keys = IkeKeySchedule.Derive(prf, 36, 0, new byte[32], new byte[16], new byte[16], 1, 2);
        Assert.Equal(0, keys.SkAi.Length);
        Assert.Equal(0, keys.SkAr.Length);
        Assert.Equal(36, keys.SkEi.Length);
    }

    private static IkeKeys? Derive(string provider, Vector vector)
    {
        IPrf prf = Prf(provider, vector.Algorithm);
        int encryption = vector.Number("encryptionKeyLength");
        int integrity = vector.Number("integrityKeyLength");
        byte[] shared = vector.Octets("shared");
        byte[] ni = vector.Octets("ni");
        byte[] nr = vector.Octets("nr");
        if (!vector.Has("oldSkD"))
        {
            return IkeKeySchedule.Derive(prf, encryption, integrity, shared, ni, nr, vector.Spi("spiI"), vector.Spi("spiR"));
        }

        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.PseudorandomFunction, vector.Text("oldAlgorithm"), out Algorithm? oldRow));
        if (oldRow.Implementation(TestProviders.Get(provider)) is not IPrf oldPrf)
        {
            return null;
        }

        using KeyMaterial oldSkD = new(vector.Octets("oldSkD"));
        return IkeKeySchedule.DeriveRekey(
            oldSkD, oldPrf, prf, encryption, integrity, shared, ni, nr, vector.Spi("spiI"), vector.Spi("spiR"));
    }

    private static IPrf Prf(string provider, string algorithm) =>
        TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);

    private static void AssertKey(Vector vector, string field, KeyMaterial key) =>
        Assert.Equal(vector.Text(field), Convert.ToHexStringLower(key.Span));
}
