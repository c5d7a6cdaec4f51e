using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class AeadTests
{
    public static TheoryData<string, string> Offers => TestProviders.Offers(AlgorithmClass.Aead);

    [Theory]
    [MemberData(nameof(Offers))]
    public void Aead_KnownVectors_SealAndOpenAsPublished(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        Vector[] vectors = [.. VectorFile.Read("aead").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            byte[] text = vector.Octets("plain");
            byte[] icv = new byte[aead.IcvLength];
            aead.Seal(vector.Octets("key"), vector.Octets("iv"), vector.Octets("aad"), text, icv);
            Assert.Equal(vector.Text("cipher"), Convert.ToHexStringLower(text));
            Assert.Equal(vector.Text("icv"), Convert.ToHexStringLower(icv));

            Assert.True(aead.Open(vector.Octets("key"), vector.Octets("iv"), vector.Octets("aad"), text, icv), vector.Source);
            Assert.Equal(vector.Text("plain"), Convert.ToHexStringLower(text));
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Aead_AnyPartChanged_IsRefusedAndNextMessageStillOpens(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        SeededOctets random = new(11);
        byte[] key = random.Next(aead.KeyLength);
        byte[] iv = random.Next(aead.IvLength);
        byte[] associatedData = random.Next(12);
        byte[] plain = random.Next(77);
        byte[] cipher = (byte[])plain.Clone();
        byte[] icv = new byte[aead.IcvLength];
        aead.Seal(key, iv, associatedData, cipher, icv);

        Assert.False(aead.Open(key, iv, associatedData, Changed(cipher, 76), icv));
        Assert.False(aead.Open(key, iv, associatedData, (byte[])cipher.Clone(), Changed(icv, 0)));
        Assert.False(aead.Open(key, iv, associatedData, (byte[])cipher.Clone(), Changed(icv, icv.Length - 1)));
        Assert.False(aead.Open(key, iv, Changed(associatedData, 3), (byte[])cipher.Clone(), icv));
        Assert.False(aead.Open(key, Changed(iv, 7), associatedData, (byte[])cipher.Clone(), icv));
        Assert.False(aead.Open(Changed(key, 0), iv, associatedData, (byte[])cipher.Clone(), icv));
        Assert.False(aead.Open(Changed(key, key.Length - 1), iv, associatedData, (byte[])cipher.Clone(), icv));
        Assert.True(aead.Open(key, iv, associatedData, cipher, icv));
        Assert.Equal(plain, cipher);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Aead_EmptyTextOrEmptyAssociatedData_StillAuthenticates(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        byte[] key = new SeededOctets(5).Next(aead.KeyLength);
        byte[] iv = new byte[aead.IvLength];
        byte[] icv = new byte[aead.IcvLength];
        byte[] associatedData = [1, 2, 3];
        if (aead is not PlatformAesCcm)
        {
            aead.Seal(key, iv, associatedData, default, icv);
            Assert.True(aead.Open(key, iv, associatedData, default, icv));
            Assert.False(aead.Open(key, iv, associatedData, default, Changed(icv, 2)));
        }

        byte[] text = [9];
        aead.Seal(key, iv, default, text, icv);
        Assert.False(aead.Open(key, iv, associatedData, (byte[])text.Clone(), icv));
        Assert.True(aead.Open(key, iv, default, text, icv));
        Assert.Equal([9], text);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Aead_LengthsOfImplementation_AreThoseOfTheCatalog(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.Aead, algorithm, out Algorithm? row));
        Assert.Equal(
            (row.KeyLength, row.SaltLength, row.IvLength, row.IcvLength),
            (aead.KeyLength, aead.SaltLength, aead.IvLength, aead.IcvLength));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Aead_WrongLengths_AreTheCallersFault(string provider, string algorithm)
    {
        IAead aead = TestProviders.Implementation<IAead>(provider, AlgorithmClass.Aead, algorithm);
        byte[] key = new byte[aead.KeyLength];
        byte[] iv = new byte[aead.IvLength];
        byte[] icv = new byte[aead.IcvLength];
        Assert.ThrowsAny<ArgumentException>(() => aead.Seal(key.AsSpan(1), iv, default, new byte[4], icv));
        Assert.ThrowsAny<ArgumentException>(() => aead.Seal(key, iv.AsSpan(1), default, new byte[4], icv));
        Assert.ThrowsAny<ArgumentException>(() => aead.Open(key, iv, default, new byte[4], icv.AsSpan(1)));
    }

    private static byte[] Changed(byte[] octets, int position)
    {
        byte[] changed = (byte[])octets.Clone();
        changed[position] ^= 0x01;
        return changed;
    }
}
