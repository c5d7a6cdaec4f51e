using System.Numerics;
using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

public sealed class GroupTests
{
    public static TheoryData<KeyExchangeId> Modp => [.. ModpPrimes.All.Select(group => group.Id)];

    [Theory]
    [MemberData(nameof(Modp))]
    public void Modp_Prime_HasTheLengthAndShapeOfItsDocument(KeyExchangeId id)
    {
        ModpGroup group = Find(id);
        Assert.Equal(AlgorithmCatalog.Find(id)!.PublicLength, group.Length);
        Assert.True((group.Prime[0] & 0x80) != 0);
        if (group.HasSmallSubgroups)
        {
            return;
        }

        // RFC 3526: the top and the bottom 64 bits of every Oakley prime are ones.
        Assert.Equal(ulong.MaxValue, new BigInteger(group.Prime[..8], isUnsigned: true, isBigEndian: true));
        Assert.Equal(ulong.MaxValue, new BigInteger(group.Prime[^8..], isUnsigned: true, isBigEndian: true));
        Assert.Equal("C90FDAA22168C234", Convert.ToHexString(group.Prime[8..16]));
    }

    /// <summary>Fermat's test to base 3 for p, and for (p-1)/2 of the safe primes small enough to be quick.</summary>
    [Theory]
    [InlineData(KeyExchangeId.Modp768)]
    [InlineData(KeyExchangeId.Modp1024)]
    [InlineData(KeyExchangeId.Modp1536)]
    [InlineData(KeyExchangeId.Modp2048)]
    [InlineData(KeyExchangeId.Modp1024Sub160)]
    [InlineData(KeyExchangeId.Modp2048Sub224)]
    [InlineData(KeyExchangeId.Modp2048Sub256)]
    public void Modp_Prime_PassesFermat(KeyExchangeId id)
    {
        ModpGroup group = Find(id);
        BigInteger prime = Number(group.Prime);
        Assert.True(BigInteger.ModPow(3, prime - 1, prime).IsOne);
        if (group.HasSmallSubgroups)
        {
            BigInteger order = Number(group.SubgroupOrder);
            Assert.True(((prime - 1) % order).IsZero);
            Assert.True(BigInteger.ModPow(Number(group.Generator), order, prime).IsOne);
            Assert.True(BigInteger.ModPow(3, order - 1, order).IsOne);
        }
        else
        {
            BigInteger half = (prime - 1) / 2;
            Assert.True(BigInteger.ModPow(3, half - 1, half).IsOne);
        }
    }

    [Theory]
    [InlineData(KeyExchangeId.Modp2048, 256)]
    [InlineData(KeyExchangeId.Modp3072, 256)]
    [InlineData(KeyExchangeId.Modp4096, 320)]
    [InlineData(KeyExchangeId.Modp6144, 384)]
    [InlineData(KeyExchangeId.Modp8192, 416)]
    [InlineData(KeyExchangeId.Modp1024Sub160, 160)]
    [InlineData(KeyExchangeId.Modp2048Sub224, 224)]
    [InlineData(KeyExchangeId.Modp2048Sub256, 256)]
    public void Modp_PrivateValue_HasItsBits(KeyExchangeId id, int bits) => Assert.Equal(bits / 8, Find(id).ExponentLength);

    [Fact]
    public void Ecp_Order_IsThatOfTheCurve()
    {
        foreach (EcpGroup group in EcpGroup.All)
        {
            Assert.Equal(group.FieldLength, group.Order.Length);
            using ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.CreateFromValue(group.CurveOid));
            Assert.Equal(key.ExportExplicitParameters(false).Curve.Order, group.Order.ToArray());
        }
    }

    [Fact]
    public void PrivateValues_DrawBelow_RejectsZeroAndTheOrderItself()
    {
        byte[] order = [0x01, 0x00, 0x05];
        ScriptedRandom random = new([0xff, 0xff, 0xff], [0x00, 0x00, 0x00], [0xfe, 0x00, 0x00], [0x01, 0x00, 0x05], [0x03, 0x00, 0x04]);
        Assert.Equal([0x01, 0x00, 0x04], PrivateValues.DrawBelow(random, order));
        Assert.Equal(5, random.Calls);
    }

    [Fact]
    public void PrivateValues_DrawExponent_RejectsZeroAndOne()
    {
        ScriptedRandom random = new([0x00, 0x00], [0x00, 0x01], [0x00, 0x02]);
        Assert.Equal([0x00, 0x02], PrivateValues.DrawExponent(random, 2));
    }

    [Fact]
    public void PrivateValues_BrokenSource_Throws()
    {
        Assert.Throws<CryptographicException>(() => PrivateValues.DrawBelow(new ZeroSource(), new byte[] { 0x7f }));
        Assert.Throws<CryptographicException>(() => PrivateValues.DrawExponent(new ZeroSource(), 8));
    }

    private static ModpGroup Find(KeyExchangeId id) => ModpPrimes.All.Single(group => group.Id == id);

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private sealed class ZeroSource : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();
    }
}
