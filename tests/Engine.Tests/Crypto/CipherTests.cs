using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class CipherTests
{
    public static TheoryData<string, string> Offers => TestProviders.Offers(AlgorithmClass.Encryption);

    [Theory]
    [MemberData(nameof(Offers))]
    public void Cipher_KnownVectors_EncryptAndDecryptAsPublished(string provider, string algorithm)
    {
        ICipher cipher = TestProviders.Implementation<ICipher>(provider, AlgorithmClass.Encryption, algorithm);
        Vector[] vectors = [.. VectorFile.Read("cipher").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            byte[] text = vector.Octets("plain");
            cipher.Encrypt(vector.Octets("key"), vector.Octets("iv"), text);
            Assert.Equal(vector.Text("cipher"), Convert.ToHexStringLower(text));
            cipher.Decrypt(vector.Octets("key"), vector.Octets("iv"), text);
            Assert.Equal(vector.Text("plain"), Convert.ToHexStringLower(text));
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Cipher_LengthsOfImplementation_AreThoseOfTheCatalog(string provider, string algorithm)
    {
        ICipher cipher = TestProviders.Implementation<ICipher>(provider, AlgorithmClass.Encryption, algorithm);
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.Encryption, algorithm, out Algorithm? row));
        Assert.Equal((row.KeyLength, row.IvLength, row.BlockLength), (cipher.KeyLength, cipher.IvLength, cipher.BlockLength));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Cipher_EmptyText_StaysEmpty(string provider, string algorithm)
    {
        ICipher cipher = TestProviders.Implementation<ICipher>(provider, AlgorithmClass.Encryption, algorithm);
        byte[] key = new SeededOctets(3).Next(cipher.KeyLength);
        cipher.Encrypt(key, new byte[cipher.IvLength], default);
        cipher.Decrypt(key, new byte[cipher.IvLength], default);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Cipher_PartOfABlock_IsTheCallersFault(string provider, string algorithm)
    {
        ICipher cipher = TestProviders.Implementation<ICipher>(provider, AlgorithmClass.Encryption, algorithm);
        if (cipher.BlockLength == 1)
        {
            return;
        }

        byte[] key = new SeededOctets(3).Next(cipher.KeyLength);
        byte[] iv = new byte[cipher.IvLength];
        byte[] text = new byte[cipher.BlockLength + 1];
        Assert.ThrowsAny<ArgumentException>(() => cipher.Encrypt(key, iv, text));
        Assert.ThrowsAny<ArgumentException>(() => cipher.Decrypt(key, iv, text));
    }
}
