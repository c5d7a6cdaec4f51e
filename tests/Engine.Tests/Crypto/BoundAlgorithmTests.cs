using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>A bound key gives what the key gives when it comes with each call, for every provider and algorithm of a data plane.</summary>
public sealed class BoundAlgorithmTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(1, 150), 255, 256, 257, 383, 384, 511, 512, 1399, 1400, 1500, 4096];

    public static TheoryData<string, string> Aeads => TestProviders.Offers(AlgorithmClass.Aead);

    public static TheoryData<string, string> Ciphers => TestProviders.Offers(AlgorithmClass.Encryption);

    public static TheoryData<string, string> Integrities => TestProviders.Offers(AlgorithmClass.Integrity);

    [Theory]
    [MemberData(nameof(Aeads))]
    public void BoundAead_AnyLength_EqualsTheUnbound(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        SeededOctets random = new(41);
        byte[] key = random.Next(aead.KeyLength);
        using IKeyedAead keyed = aead.Bind(key);
        Span<byte> copied = key.ToArray();
        foreach (int length in Lengths)
        {
            byte[] iv = random.Next(aead.IvLength);
            byte[] associatedData = random.Next(length % 2 == 0 ? 8 : 12);
            byte[] plain = random.Next(length);
            byte[] expected = (byte[])plain.Clone();
            byte[] expectedIcv = new byte[aead.IcvLength];
            aead.Seal(copied, iv, associatedData, expected, expectedIcv);
            byte[] text = (byte[])plain.Clone();
            byte[] icv = new byte[aead.IcvLength];
            keyed.Seal(iv, associatedData, text, icv);
            Assert.Equal(expected, text);
            Assert.Equal(expectedIcv, icv);

            icv[0] ^= 1;
            Assert.False(keyed.Open(iv, associatedData, (byte[])text.Clone(), icv));
            icv[0] ^= 1;
            Assert.True(keyed.Open(iv, associatedData, text, icv));
            Assert.Equal(plain, text);
            key.AsSpan().Clear();
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void BoundCipher_AnyLength_EqualsTheUnbound(string provider, string algorithm)
    {
        ICipher cipher = TestProviders.Implementation<ICipher>(provider, AlgorithmClass.Encryption, algorithm);
        SeededOctets random = new(43);
        byte[] key = random.Next(cipher.KeyLength);
        using IKeyedCipher keyed = cipher.Bind(key);
        foreach (int length in Lengths.Where(length => length % cipher.BlockLength == 0))
        {
            byte[] iv = random.Next(cipher.IvLength);
            byte[] plain = random.Next(length);
            byte[] expected = (byte[])plain.Clone();
            cipher.Encrypt(key, iv, expected);
            byte[] text = (byte[])plain.Clone();
            keyed.Encrypt(iv, text);
            Assert.Equal(expected, text);
            keyed.Decrypt(iv, text);
            Assert.Equal(plain, text);
        }
    }

    [Theory]
    [MemberData(nameof(Integrities))]
    public void BoundIntegrity_AnyLength_EqualsTheUnbound(string provider, string algorithm)
    {
        IIntegrity integrity = TestProviders.Implementation<IIntegrity>(provider, AlgorithmClass.Integrity, algorithm);
        SeededOctets random = new(47);
        byte[] key = random.Next(integrity.KeyLength);
        using IKeyedIntegrity keyed = integrity.Bind(key);
        foreach (int length in Lengths.Prepend(0))
        {
            byte[] data = random.Next(length);
            byte[] expected = new byte[integrity.IcvLength];
            integrity.Compute(key, data, expected);
            byte[] icv = new byte[integrity.IcvLength];
            keyed.Compute(data, icv);
            Assert.Equal(expected, icv);
            Assert.True(keyed.Verify(data, icv));
            Assert.False(keyed.Verify(data, icv.AsSpan(1)));
            icv[^1] ^= 0x80;
            Assert.False(keyed.Verify(data, icv));
        }
    }

    [Theory]
    [MemberData(nameof(Aeads))]
    public void BoundAead_WrongLengths_AreTheCallersFault(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        using IKeyedAead keyed = aead.Bind(new byte[aead.KeyLength]);
        byte[] iv = new byte[aead.IvLength];
        byte[] icv = new byte[aead.IcvLength];
        Assert.ThrowsAny<ArgumentException>(() => keyed.Seal(iv.AsSpan(1), default, new byte[4], icv));
        Assert.ThrowsAny<ArgumentException>(() => keyed.Seal(iv, default, new byte[4], icv.AsSpan(1)));
        Assert.ThrowsAny<ArgumentException>(() => keyed.Open(iv, default, new byte[4], icv.AsSpan(1)));
    }
}
