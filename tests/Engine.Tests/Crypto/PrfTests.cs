using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class PrfTests
{
    public static TheoryData<string, string> Offers => TestProviders.Offers(AlgorithmClass.PseudorandomFunction);

    [Theory]
    [MemberData(nameof(Offers))]
    public void Prf_KnownVectors_ComputeAsPublishedHoweverTheInputIsCut(string provider, string algorithm)
    {
        IPrf prf = TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);
        Vector[] vectors = [.. VectorFile.Read("prf").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            byte[] data = vector.Octets("data");
            int[] cuts = [0, data.Length, data.Length / 2, Math.Min(16, data.Length), Math.Min(17, data.Length)];
            foreach (int cut in cuts.Distinct())
            {
                byte[] output = new byte[prf.OutputLength];
                prf.Compute(vector.Octets("key"), data.AsSpan(0, cut), data.AsSpan(cut), output);
                Assert.Equal(vector.Text("output"), Convert.ToHexStringLower(output));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void PrfPlus_KnownVectors_ExpandAsDefined(string provider, string algorithm)
    {
        IPrf prf = TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);
        Vector[] vectors = [.. VectorFile.Read("prfplus").Where(vector => vector.Algorithm == algorithm)];
        Assert.NotEmpty(vectors);
        foreach (Vector vector in vectors)
        {
            byte[] output = new byte[vector.Octets("output").Length];
            PrfPlus.Expand(prf, vector.Octets("key"), vector.Octets("seed"), output);
            Assert.Equal(vector.Text("output"), Convert.ToHexStringLower(output));

            PrfPlus.ExpandByBlocks(prf, vector.Octets("key"), vector.Octets("seed"), output);
            Assert.Equal(vector.Text("output"), Convert.ToHexStringLower(output));
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void PrfPlus_MoreThan255Blocks_IsRefused(string provider, string algorithm)
    {
        IPrf prf = TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);
        byte[] most = new byte[PrfPlus.MaximumBlocks * prf.OutputLength];
        PrfPlus.Expand(prf, new byte[16], new byte[16], most);
        Assert.Throws<ArgumentOutOfRangeException>(() => PrfPlus.Expand(prf, new byte[16], new byte[16], new byte[most.Length + 1]));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void PrfPlus_ShorterOutput_IsPrefixOfLonger(string provider, string algorithm)
    {
        IPrf prf = TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);
        byte[] whole = new byte[300];
        PrfPlus.Expand(prf, new byte[20], new byte[2000], whole);
        foreach (int length in new[] { 0, 1, prf.OutputLength - 1, prf.OutputLength, prf.OutputLength + 1, 299 })
        {
            byte[] part = new byte[length];
            PrfPlus.Expand(prf, new byte[20], new byte[2000], part);
            Assert.Equal(whole[..length], part);
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Prf_KeyLengthRule_IsThatOfItsFamily(string provider, string algorithm)
    {
        IPrf prf = TestProviders.Implementation<IPrf>(provider, AlgorithmClass.PseudorandomFunction, algorithm);
        Assert.Equal(algorithm.StartsWith("aes-", StringComparison.Ordinal), prf.HasFixedKeyLength);
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.PseudorandomFunction, algorithm, out Algorithm? row));
        Assert.Equal(row.OutputLength, prf.OutputLength);
    }

    [Theory]
    [InlineData("aes-xcbc")]
    [InlineData("aes-cmac")]
    public void AesMac_WithoutProcessorInstructions_ComputesTheSame(string algorithm)
    {
        AesMac mac = algorithm == "aes-xcbc" ? AesMac.Xcbc(allowInstructions: false) : AesMac.Cmac(allowInstructions: false);
        AesPrf prf = new(mac, padsShortKeys: algorithm == "aes-xcbc");
        foreach (Vector vector in VectorFile.Read("prf").Where(vector => vector.Algorithm == algorithm))
        {
            byte[] output = new byte[prf.OutputLength];
            byte[] data = vector.Octets("data");
            prf.Compute(vector.Octets("key"), data.AsSpan(0, data.Length / 3), data.AsSpan(data.Length / 3), output);
            Assert.Equal(vector.Text("output"), Convert.ToHexStringLower(output));
        }
    }
}
