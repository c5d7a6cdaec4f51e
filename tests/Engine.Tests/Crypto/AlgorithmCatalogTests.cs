using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class AlgorithmCatalogTests
{
    [Fact]
    public void Catalog_EveryRow_HasPublishedOrIndependentVectors()
    {
        Dictionary<AlgorithmClass, string> files = new()
        {
            [AlgorithmClass.Aead] = "aead",
            [AlgorithmClass.Encryption] = "cipher",
            [AlgorithmClass.Integrity] = "integrity",
            [AlgorithmClass.PseudorandomFunction] = "prf",
            [AlgorithmClass.KeyExchange] = "keyexchange",
        };
        foreach (Algorithm row in AlgorithmCatalog.All)
        {
            string file = row.CiphertextLength > 0 ? "encapsulation" : files[row.Class];
            Assert.Contains(VectorFile.Read(file), vector => vector.Algorithm == row.Name);
        }
    }

    [Fact]
    public void Catalog_EveryRow_IsFoundByKeyAndByName()
    {
        foreach (Algorithm row in AlgorithmCatalog.All)
        {
            Assert.Same(row, AlgorithmCatalog.Find(row.Type, row.Id, row.KeyBits));
            Assert.True(AlgorithmCatalog.TryFind(row.Class, row.Name, out Algorithm? named));
            Assert.Same(row, named);
            Assert.Contains(row.Name, AlgorithmCatalog.Names(row.Class));
        }
    }

    [Theory]
    [InlineData(AlgorithmClass.Encryption, "aes128-cbc", 12, 128)]
    [InlineData(AlgorithmClass.Encryption, "aes256-ctr", 13, 256)]
    [InlineData(AlgorithmClass.Encryption, "3des-cbc", 3, 0)]
    [InlineData(AlgorithmClass.Encryption, "null", 11, 0)]
    [InlineData(AlgorithmClass.Aead, "aes256-gcm-128", 20, 256)]
    [InlineData(AlgorithmClass.Aead, "aes192-gcm-96", 19, 192)]
    [InlineData(AlgorithmClass.Aead, "aes128-gcm-64", 18, 128)]
    [InlineData(AlgorithmClass.Aead, "aes128-ccm-64", 14, 128)]
    [InlineData(AlgorithmClass.Aead, "aes192-ccm-96", 15, 192)]
    [InlineData(AlgorithmClass.Aead, "aes256-ccm-128", 16, 256)]
    [InlineData(AlgorithmClass.Aead, "aes128-gmac", 21, 128)]
    [InlineData(AlgorithmClass.Aead, "aes192-gmac", 21, 192)]
    [InlineData(AlgorithmClass.Aead, "aes256-gmac", 21, 256)]
    [InlineData(AlgorithmClass.Aead, "chacha20-poly1305", 28, 0)]
    [InlineData(AlgorithmClass.Integrity, "hmac-md5", 1, 0)]
    [InlineData(AlgorithmClass.Integrity, "hmac-sha1", 2, 0)]
    [InlineData(AlgorithmClass.Integrity, "aes-xcbc", 5, 0)]
    [InlineData(AlgorithmClass.Integrity, "aes-cmac", 8, 0)]
    [InlineData(AlgorithmClass.Integrity, "hmac-sha256", 12, 0)]
    [InlineData(AlgorithmClass.Integrity, "hmac-sha384", 13, 0)]
    [InlineData(AlgorithmClass.Integrity, "hmac-sha512", 14, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-md5", 1, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-sha1", 2, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "aes-xcbc", 4, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-sha256", 5, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-sha384", 6, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-sha512", 7, 0)]
    [InlineData(AlgorithmClass.PseudorandomFunction, "aes-cmac", 8, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp768", 1, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp1024", 2, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp1536", 5, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp2048", 14, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp3072", 15, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp4096", 16, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp6144", 17, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp8192", 18, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ecp256", 19, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ecp384", 20, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ecp521", 21, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp1024s160", 22, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp2048s224", 23, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "modp2048s256", 24, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ecp192", 25, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ecp224", 26, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "brainpool224", 27, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "brainpool256", 28, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "brainpool384", 29, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "brainpool512", 30, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "curve25519", 31, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "curve448", 32, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ml-kem-512", 35, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ml-kem-768", 36, 0)]
    [InlineData(AlgorithmClass.KeyExchange, "ml-kem-1024", 37, 0)]
    public void Catalog_Name_HasItsIanaNumber(AlgorithmClass algorithmClass, string name, int id, int keyBits)
    {
        Assert.True(AlgorithmCatalog.TryFind(algorithmClass, name, out Algorithm? row));
        Assert.Equal((id, keyBits), ((int)row.Id, row.KeyBits));
    }

    [Fact]
    public void Catalog_UnknownTransform_IsNotFound()
    {
        Assert.Null(AlgorithmCatalog.Find(TransformType.Encryption, 12, 0));
        Assert.Null(AlgorithmCatalog.Find(TransformType.Encryption, 12, 64));
        Assert.Null(AlgorithmCatalog.Find(TransformType.Encryption, 28, 256));
        Assert.Null(AlgorithmCatalog.Find(TransformType.KeyExchangeMethod, 999));
        Assert.Null(AlgorithmCatalog.Find(TransformType.SequenceNumbers, 0));
        Assert.False(AlgorithmCatalog.TryFind(AlgorithmClass.Encryption, "aes256-gcm-128", out _));
        Assert.False(AlgorithmCatalog.TryFind(AlgorithmClass.Aead, "AES256-GCM-128", out _));
    }

    [Theory]
    [InlineData(AlgorithmClass.Encryption, "3des-cbc null")]
    [InlineData(AlgorithmClass.Aead, "aes256-gcm-64 aes192-gcm-64 aes128-gcm-64 aes256-gmac aes192-gmac aes128-gmac")]
    [InlineData(AlgorithmClass.Integrity, "hmac-sha1 hmac-md5")]
    [InlineData(AlgorithmClass.PseudorandomFunction, "hmac-sha1 hmac-md5")]
    [InlineData(AlgorithmClass.KeyExchange, "modp2048s256 modp2048s224 brainpool224 ecp224 ecp192 modp1536 modp1024 modp1024s160 modp768")]
    public void Catalog_WeakAlgorithms_AreExactlyThese(AlgorithmClass algorithmClass, string names)
    {
        IEnumerable<string> weak = AlgorithmCatalog.All.Where(row => row.Class == algorithmClass && row.IsWeak).Select(row => row.Name);
        Assert.Equal(names.Split(' '), weak);
    }

    [Fact]
    public void Catalog_WithoutEncryption_IsForEspOnlyAndPrfsForIkeOnly()
    {
        string[] espOnly = ["aes256-gmac", "aes192-gmac", "aes128-gmac", "null"];
        Assert.Equal(espOnly, AlgorithmCatalog.All.Where(row => row.Use == AlgorithmUse.Esp).Select(row => row.Name));
        Assert.All(AlgorithmCatalog.All, row =>
            Assert.Equal(row.Class != AlgorithmClass.PseudorandomFunction, row.Use.HasFlag(AlgorithmUse.Esp)));
    }

    /// <summary>Combined-mode ciphers are negotiated without an integrity transform (RFC 4106 section 8.2 and its successors).</summary>
    [Fact]
    public void Catalog_ClassOfEncryption_IsWhatNegotiationTakesItFor() => Assert.All(
        AlgorithmCatalog.All.Where(row => row.Type == TransformType.Encryption),
        row => Assert.Equal(row.Class == AlgorithmClass.Aead, ((EncryptionId)row.Id).IsCombinedMode()));
}
