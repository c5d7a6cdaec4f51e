using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Our own GCM against the platform's, where the loops change their shape and everywhere between.</summary>
public sealed class InstructionAesGcmTests
{
    private static readonly int[] LargeLengths = [383, 384, 385, 511, 512, 1024, 1399, 1400, 1408, 1500, 2047, 2048, 8900, 65535];

    public static TheoryData<int> KeyBits => [128, 192, 256];

    [Theory]
    [MemberData(nameof(KeyBits))]
    public void Seal_EveryLength_EqualsThePlatform(int keyBits)
    {
        if (Algorithm(EncryptionId.AesGcm16, keyBits) is not { } aead)
        {
            return;
        }

        SeededOctets random = new(keyBits);
        byte[] key = random.Next(aead.KeyLength);
        using IKeyedAead keyed = aead.Bind(key);
        using AesGcm platform = new(key.AsSpan(0, keyBits / 8), 16);
        foreach (int length in Enumerable.Range(0, 301).Concat(LargeLengths))
        {
            byte[] iv = random.Next(8);
            byte[] associatedData = random.Next(length % 3 == 0 ? 8 : length % 70);
            byte[] plain = random.Next(length);
            byte[] expected = new byte[length];
            byte[] expectedIcv = new byte[16];
            platform.Encrypt((byte[])[.. key[^4..], .. iv], plain, expected, expectedIcv, associatedData);

            byte[] surrounded = [.. random.Next(16), .. plain, .. random.Next(16)];
            byte[] before = (byte[])surrounded.Clone();
            byte[] icv = new byte[16];
            keyed.Seal(iv, associatedData, surrounded.AsSpan(16, length), icv);
            AssertEqual(expected, surrounded.AsSpan(16, length), $"{length} octets: ciphertext");
            AssertEqual(expectedIcv, icv, $"{length} octets: ICV");
            AssertEqual(before.AsSpan(0, 16), surrounded.AsSpan(0, 16), $"{length} octets: written before the text");
            AssertEqual(before.AsSpan(16 + length), surrounded.AsSpan(16 + length), $"{length} octets: written behind the text");

            Assert.True(keyed.Open(iv, associatedData, surrounded.AsSpan(16, length), icv), $"{length} octets are refused");
            AssertEqual(before, surrounded, $"{length} octets: opened text or its surroundings");
        }
    }

    [Theory]
    [MemberData(nameof(KeyBits))]
    public void Open_AnyBitOfTagOrTextWrong_RefusesAndWipes(int keyBits)
    {
        foreach (EncryptionId id in new[] { EncryptionId.AesGcm8, EncryptionId.AesGcm12, EncryptionId.AesGcm16 })
        {
            if (Algorithm(id, keyBits) is not { } aead)
            {
                return;
            }

            SeededOctets random = new(keyBits);
            using IKeyedAead keyed = aead.Bind(random.Next(aead.KeyLength));
            byte[] iv = random.Next(8);
            byte[] associatedData = random.Next(8);
            byte[] cipher = random.Next(300);
            byte[] icv = new byte[aead.IcvLength];
            keyed.Seal(iv, associatedData, cipher, icv);
            for (int bit = 0; bit < icv.Length * 8; bit++)
            {
                AssertRefused(keyed, iv, associatedData, cipher, Flipped(icv, bit));
            }

            for (int bit = 0; bit < cipher.Length * 8; bit += 7)
            {
                AssertRefused(keyed, iv, associatedData, Flipped(cipher, bit), icv);
            }
        }
    }

    /// <summary>NIST's original example 4 and RFC 4106 have their vectors in the file; this one counts beyond 2^16 blocks.</summary>
    [Fact]
    public void Seal_LongText_CarriesIntoTheThirdOctetOfTheCounter()
    {
        if (Algorithm(EncryptionId.AesGcm16, 128) is not { } aead)
        {
            return;
        }

        byte[] key = new SeededOctets(3).Next(aead.KeyLength);
        using IKeyedAead keyed = aead.Bind(key);
        using AesGcm platform = new(key.AsSpan(0, 16), 16);
        byte[] iv = new byte[8];
        byte[] text = new byte[(65_540 * 16) + 5];
        byte[] expected = new byte[text.Length];
        byte[] expectedIcv = new byte[16];
        platform.Encrypt((byte[])[.. key[^4..], .. iv], text, expected, expectedIcv);
        byte[] icv = new byte[16];
        keyed.Seal(iv, default, text, icv);
        Assert.True(text.AsSpan().SequenceEqual(expected));
        Assert.Equal(expectedIcv, icv);
    }

    [Fact]
    public void Keyed_AfterDispose_ThrowsInsteadOfTouchingFreedMemory()
    {
        if (Algorithm(EncryptionId.AesGcm16, 256) is not { } aead)
        {
            return;
        }

        IKeyedAead keyed = aead.Bind(new byte[aead.KeyLength]);
        keyed.Dispose();
        keyed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => keyed.Seal(new byte[8], default, new byte[4], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => keyed.Open(new byte[8], default, new byte[4], new byte[16]));
    }

    private static void AssertRefused(IKeyedAead keyed, byte[] iv, byte[] associatedData, byte[] cipher, byte[] icv)
    {
        byte[] text = (byte[])cipher.Clone();
        Assert.False(keyed.Open(iv, associatedData, text, icv));
        Assert.False(text.AsSpan().ContainsAnyExcept((byte)0));
    }

    private static byte[] Flipped(byte[] octets, int bit)
    {
        byte[] flipped = (byte[])octets.Clone();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static void AssertEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what) =>
        Assert.True(expected.SequenceEqual(actual), what);

    private static IAead? Algorithm(EncryptionId id, int keyBits) =>
        TestProviders.Names.Contains(TestProviders.Instructions) ? TestProviders.Get(TestProviders.Instructions).Aead(id, keyBits) : null;
}
