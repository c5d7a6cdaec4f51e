using System.Security.Cryptography;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class UsmCipherTests
{
    private const string NistPlain =
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    private static readonly byte[] Salt = Convert.FromHexString("08090a0b0c0d0e0f");

    // NIST SP 800-38A, F.3.13, F.3.15, F.3.17: the start value 00..0f is boots, time and salt of RFC 3826.
    [Theory]
    [InlineData(
        "2b7e151628aed2a6abf7158809cf4f3c",
        "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6")]
    [InlineData(
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
        "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff")]
    [InlineData(
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407bdf10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471")]
    public void AesCfb_NistExample_IsNistsCipherText(string key, string expected)
    {
        using var cipher = new AesCfbCipher(Convert.FromHexString(key));
        for (var use = 0; use < 3; use++)
        {
            var octets = Convert.FromHexString(NistPlain);
            cipher.Encrypt(octets, 0x00010203, 0x04050607, Salt);
            Assert.Equal(expected, Convert.ToHexStringLower(octets));
            var plain = new byte[octets.Length];
            Assert.True(cipher.TryDecrypt(octets, plain, 0x00010203, 0x04050607, Salt));
            Assert.Equal(NistPlain, Convert.ToHexStringLower(plain));
        }
    }

    // The CBC example of FIPS 81: start value 1234567890abcdef = pre-IV XOR salt.
    [Fact]
    public void DesCbc_FipsExample_IsItsCipherText()
    {
        using var cipher = new DesCbcCipher(Convert.FromHexString("0123456789abcdef" + "ffffffffffffffff"));
        var salt = Convert.FromHexString("edcba9876f543210");
        for (var use = 0; use < 3; use++)
        {
            var octets = "Now is the time for all "u8.ToArray();
            cipher.Encrypt(octets, 0, 0, salt);
            Assert.Equal("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6", Convert.ToHexStringLower(octets));
            var plain = new byte[octets.Length];
            Assert.True(cipher.TryDecrypt(octets, plain, 0, 0, salt));
            Assert.Equal("Now is the time for all "u8.ToArray(), plain);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void AesCfb_UsedOverAndOver_IsWhatOneShotMethodsGive(int keyLength)
    {
        var random = new Random(keyLength);
        var key = Bytes(random, keyLength);
        using var cipher = new AesCfbCipher(key);
        using var aes = Aes.Create();
        aes.Key = key;
        for (var length = 0; length < 200; length++)
        {
            var (plain, salt, boots, time) = (Bytes(random, length), Bytes(random, 8), random.Next(), random.Next());
            byte[] start = [.. BigEndian(boots), .. BigEndian(time), .. salt];
            var blocks = new byte[(length + 15) / 16 * 16];
            plain.CopyTo(blocks, 0);
            var expected = aes.EncryptCfb(blocks, start, PaddingMode.None, feedbackSizeInBits: 128)[..length];
            var octets = (byte[])plain.Clone();
            cipher.Encrypt(octets, boots, time, salt);
            Assert.Equal(expected, octets);
            var decrypted = new byte[length];
            Assert.True(cipher.TryDecrypt(octets, decrypted, boots, time, salt));
            Assert.Equal(plain, decrypted);
        }
    }

    [Fact]
    public void DesCbc_UsedOverAndOver_IsWhatOneShotMethodsGive()
    {
        var random = new Random(56);
        var key = Bytes(random, 16);
        using var cipher = new DesCbcCipher(key);
        using var des = DES.Create();
        des.Key = key[..8];
        for (var length = 8; length < 400; length += 8)
        {
            var (plain, salt) = (Bytes(random, length), Bytes(random, 8));
            byte[] start = [.. salt.Select((octet, i) => (byte)(octet ^ key[8 + i]))];
            var expected = des.EncryptCbc(plain, start, PaddingMode.None);
            var octets = (byte[])plain.Clone();
            cipher.Encrypt(octets, 1, 2, salt);
            Assert.Equal(expected, octets);
            var decrypted = new byte[length];
            Assert.True(cipher.TryDecrypt(octets, decrypted, 1, 2, salt));
            Assert.Equal(plain, decrypted);
        }
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(12, 8)]
    [InlineData(16, 7)]
    [InlineData(16, 9)]
    [InlineData(16, 0)]
    public void DesCbc_UnsuitableLengths_AreRefused(int length, int saltLength)
    {
        using var cipher = new DesCbcCipher(Bytes(new Random(1), 16));
        Assert.False(cipher.TryDecrypt(new byte[length], new byte[64], 1, 2, new byte[saltLength]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(12)]
    public void AesCfb_UnsuitableSalt_IsRefused(int saltLength)
    {
        using var cipher = new AesCfbCipher(new byte[16]);
        Assert.False(cipher.TryDecrypt(new byte[16], new byte[64], 1, 2, new byte[saltLength]));
    }

    private static byte[] Bytes(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
