using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Our own AEADs against managed code of others at every length, with associated data of every length too.</summary>
public sealed class InstructionAeadTests
{
    public static TheoryData<string> Algorithms => ["chacha20-poly1305", "aes128-ccm-128", "aes192-ccm-96", "aes256-ccm-64", "aes128-gcm-128", "aes192-gmac"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Seal_EveryLength_EqualsAnotherProvider(string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.Aead, algorithm, out Algorithm? row));
        if (!TestProviders.Names.Contains(TestProviders.Instructions)
            || row.Implementation(TestProviders.Get(TestProviders.Instructions)) is not IAead own)
        {
            return;
        }

        IAead other = TestProviders.Implementation<IAead>(TestProviders.BouncyCastle, AlgorithmClass.Aead, algorithm);
        SeededOctets random = new(59);
        for (int length = 0; length <= 600; length++)
        {
            byte[] key = random.Next(own.KeyLength);
            byte[] iv = random.Next(own.IvLength);
            byte[] associatedData = random.Next(length * 7 % 83);
            byte[] plain = random.Next(length);
            byte[] expected = (byte[])plain.Clone();
            byte[] expectedIcv = new byte[own.IcvLength];
            other.Seal(key, iv, associatedData, expected, expectedIcv);

            byte[] surrounded = [.. random.Next(32), .. plain, .. random.Next(32)];
            byte[] before = (byte[])surrounded.Clone();
            byte[] icv = new byte[own.IcvLength];
            own.Seal(key, iv, associatedData, surrounded.AsSpan(32, length), icv);
            Assert.True(expected.AsSpan().SequenceEqual(surrounded.AsSpan(32, length)), $"{length} octets: ciphertext");
            Assert.True(expectedIcv.AsSpan().SequenceEqual(icv), $"{length} octets: ICV");

            icv[length % icv.Length] ^= 0x10;
            Assert.False(own.Open(key, iv, associatedData, expected, icv), $"{length} octets: wrong ICV");
            icv[length % icv.Length] ^= 0x10;
            Assert.True(own.Open(key, iv, associatedData, surrounded.AsSpan(32, length), icv), $"{length} octets are refused");
            Assert.True(before.AsSpan().SequenceEqual(surrounded), $"{length} octets: opened text or its surroundings");
        }
    }

    /// <summary>From 65,280 octets on CCM writes the length of the associated data differently (RFC 3610 section 2.2).</summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Seal_LongAssociatedData_EqualsAnotherProvider(string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.Aead, algorithm, out Algorithm? row));
        if (!TestProviders.Names.Contains(TestProviders.Instructions)
            || row.Implementation(TestProviders.Get(TestProviders.Instructions)) is not IAead own)
        {
            return;
        }

        IAead other = TestProviders.Implementation<IAead>(TestProviders.BouncyCastle, AlgorithmClass.Aead, algorithm);
        SeededOctets random = new(61);
        foreach (int length in (int[])[500, 65_279, 65_280, 70_001])
        {
            byte[] key = random.Next(own.KeyLength);
            byte[] iv = random.Next(own.IvLength);
            byte[] associatedData = random.Next(length);
            byte[] text = random.Next(100);
            byte[] expected = (byte[])text.Clone();
            byte[] icv = new byte[own.IcvLength];
            byte[] expectedIcv = new byte[own.IcvLength];
            other.Seal(key, iv, associatedData, expected, expectedIcv);
            own.Seal(key, iv, associatedData, text, icv);
            Assert.Equal(expected, text);
            Assert.Equal(expectedIcv, icv);
        }
    }
}
