using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class IntegrityTests
{
    public static TheoryData<string, string> Offers => TestProviders.Offers(AlgorithmClass.Integrity);

    [Theory]
    [MemberData(nameof(Offers))]
    public void Integrity_KnownVectors_ComputeAndVerifyAsPublished(string provider, string algorithm)
    {
        IIntegrity integrity = TestProviders.Implementation<IIntegrity>(provider, AlgorithmClass.Integrity, algorithm);
        Vector[] vectors = [.. VectorFile.Read("integrity").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            byte[] icv = new byte[integrity.IcvLength];
            integrity.Compute(vector.Octets("key"), vector.Octets("data"), icv);
            Assert.Equal(vector.Text("icv"), Convert.ToHexStringLower(icv));
            Assert.True(integrity.Verify(vector.Octets("key"), vector.Octets("data"), icv), vector.Source);
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Integrity_WrongIcv_IsRefused(string provider, string algorithm)
    {
        IIntegrity integrity = TestProviders.Implementation<IIntegrity>(provider, AlgorithmClass.Integrity, algorithm);
        SeededOctets random = new(21);
        byte[] key = random.Next(integrity.KeyLength);
        byte[] data = random.Next(100);
        byte[] icv = new byte[integrity.IcvLength];
        integrity.Compute(key, data, icv);

        Assert.False(integrity.Verify(key, data, icv.AsSpan(1)));
        Assert.False(integrity.Verify(key, data, default));
        Assert.False(integrity.Verify(key, data.AsSpan(1), icv));
        for (int position = 0; position < icv.Length; position++)
        {
            icv[position] ^= 0x40;
            Assert.False(integrity.Verify(key, data, icv));
            icv[position] ^= 0x40;
        }

        Assert.True(integrity.Verify(key, data, icv));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Integrity_LengthsOfImplementation_AreThoseOfTheCatalog(string provider, string algorithm)
    {
        IIntegrity integrity = TestProviders.Implementation<IIntegrity>(provider, AlgorithmClass.Integrity, algorithm);
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.Integrity, algorithm, out Algorithm? row));
        Assert.Equal((row.KeyLength, row.IcvLength), (integrity.KeyLength, integrity.IcvLength));
    }
}
