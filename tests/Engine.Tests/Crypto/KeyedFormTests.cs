using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>That the fast forms of bound keys are in use: a fall-back would give the same results and go unnoticed.</summary>
public sealed class KeyedFormTests
{
    public static TheoryData<IntegrityId> Hmacs =>
        [IntegrityId.HmacMd5_96, IntegrityId.HmacSha1_96, IntegrityId.HmacSha256_128, IntegrityId.HmacSha384_192, IntegrityId.HmacSha512_256];

    [Theory]
    [MemberData(nameof(Hmacs))]
    public void BestHmac_WhereLibcryptoIs_KeepsItsPads(IntegrityId id)
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        if (!TestProviders.Names.Contains(TestProviders.Libcrypto))
        {
            return;
        }

        IIntegrity integrity = crypto.Integrity(id)!;
        using IKeyedIntegrity keyed = integrity.Bind(new byte[integrity.KeyLength]);
        Assert.IsType<KeyedHmac>(keyed);
    }

    [Theory]
    [InlineData(IntegrityId.AesXcbc96)]
    [InlineData(IntegrityId.AesCmac96)]
    public void BestAesMac_WithInstructions_KeepsItsRoundKeys(IntegrityId id)
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        if (!AesMac.IsFast)
        {
            return;
        }

        IIntegrity integrity = crypto.Integrity(id)!;
        using IKeyedIntegrity keyed = integrity.Bind(new byte[integrity.KeyLength]);
        Assert.IsType<KeyedAesMac>(keyed);
    }

    [Theory]
    [MemberData(nameof(Hmacs))]
    public void KeyedIntegrity_AfterDispose_ThrowsInsteadOfTouchingFreedMemory(IntegrityId id)
    {
        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        IIntegrity integrity = crypto.Integrity(id)!;
        IKeyedIntegrity keyed = integrity.Bind(new byte[integrity.KeyLength]);
        if (keyed is not KeyedMac)
        {
            keyed.Dispose();
            return;
        }

        keyed.Dispose();
        keyed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => keyed.Compute(default, new byte[integrity.IcvLength]));
        Assert.Throws<ObjectDisposedException>(() => keyed.Verify(default, new byte[integrity.IcvLength]));
    }

    [Fact]
    public void ConstantTime_EveryLengthAndPosition_IsCompared()
    {
        SeededOctets random = new(5);
        for (int length = 0; length <= 40; length++)
        {
            byte[] octets = random.Next(length);
            Assert.True(ConstantTime.AreEqual(octets, (byte[])octets.Clone()));
            Assert.False(ConstantTime.AreEqual(octets, random.Next(length + 1)));
            for (int bit = 0; bit < length * 8; bit++)
            {
                byte[] other = (byte[])octets.Clone();
                other[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(ConstantTime.AreEqual(octets, other), $"bit {bit} of {length} octets");
            }
        }
    }
}
