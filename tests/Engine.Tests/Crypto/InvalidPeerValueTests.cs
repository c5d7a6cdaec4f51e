using System.Numerics;
using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>
/// RFC 6989 (MODP, ECP) and RFC 8031 section 3.2 (Curve25519, Curve448): what a peer may send and must not get an answer to.
/// </summary>
public sealed class InvalidPeerValueTests
{
    public static TheoryData<string, string> Modp => Only("modp");

    public static TheoryData<string, string> Ecp => Only("ecp", "brainpool");

    public static TheoryData<string, string> Montgomery => Only("curve");

    [Theory]
    [MemberData(nameof(Modp))]
    public void Modp_ValueOutsideTheRange_IsRefused(string provider, string algorithm)
    {
        (IKeyExchange exchange, ModpGroup group) = FindModp(provider, algorithm);
        using KeyMaterial own = exchange.Generate(new SeededOctets(1)).Private;
        BigInteger prime = new(group.Prime, isUnsigned: true, isBigEndian: true);
        BigInteger largest = (BigInteger.One << (8 * group.Length)) - 1;
        foreach (BigInteger value in new[] { BigInteger.Zero, BigInteger.One, prime - 1, prime, prime + 1, largest })
        {
            Assert.Null(exchange.Agree(own, Octets(value, group.Length)));
        }
    }

    [Theory]
    [MemberData(nameof(Modp))]
    public void Modp_SmallestAndLargestElement_AreAcceptedUnlessOutsideTheSubgroup(string provider, string algorithm)
    {
        (IKeyExchange exchange, ModpGroup group) = FindModp(provider, algorithm);
        using KeyMaterial own = exchange.Generate(new SeededOctets(1)).Private;
        BigInteger prime = new(group.Prime, isUnsigned: true, isBigEndian: true);
        using KeyMaterial? two = exchange.Agree(own, Octets(2, group.Length));
        using KeyMaterial? last = exchange.Agree(own, Octets(prime - 2, group.Length));
        Assert.Equal(!group.HasSmallSubgroups, two is not null);
        Assert.Equal(!group.HasSmallSubgroups, last is not null);
    }

    [Theory]
    [MemberData(nameof(Modp))]
    public void Modp_ElementOfASmallSubgroup_IsRefused(string provider, string algorithm)
    {
        (IKeyExchange exchange, ModpGroup group) = FindModp(provider, algorithm);
        if (!group.HasSmallSubgroups)
        {
            return;
        }

        using KeyMaterial own = exchange.Generate(new SeededOctets(1)).Private;
        BigInteger prime = new(group.Prime, isUnsigned: true, isBigEndian: true);
        BigInteger order = new(group.SubgroupOrder, isUnsigned: true, isBigEndian: true);
        int refused = 0;
        for (int candidate = 2; candidate < 12; candidate++)
        {
            // Raised to q, an element falls into the complementary subgroup, whose order divides (p-1)/q.
            BigInteger element = BigInteger.ModPow(candidate, order, prime);
            if (element.IsOne)
            {
                continue;
            }

            Assert.Null(exchange.Agree(own, Octets(element, group.Length)));
            refused++;
        }

        Assert.True(refused > 5);
    }

    [Theory]
    [MemberData(nameof(Ecp))]
    public void Ecp_ValueThatIsNoPoint_IsRefusedAndThenAValidOneIsTaken(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        KeyExchangeKeyPair pair = exchange.Generate(new SeededOctets(2));
        int field = exchange.PublicLength / 2;
        byte[] allOnes = new byte[exchange.PublicLength];
        allOnes.AsSpan().Fill(0xff);
        byte[] swapped = [.. pair.Public[field..], .. pair.Public[..field]];
        Assert.Null(exchange.Agree(pair.Private, new byte[exchange.PublicLength]));
        Assert.Null(exchange.Agree(pair.Private, allOnes));
        Assert.Null(exchange.Agree(pair.Private, swapped));
        foreach (int position in new[] { field - 1, exchange.PublicLength - 1 })
        {
            byte[] changed = (byte[])pair.Public.Clone();
            changed[position] ^= 1;
            Assert.Null(exchange.Agree(pair.Private, changed));
        }

        using KeyMaterial? shared = exchange.Agree(pair.Private, pair.Public);
        Assert.NotNull(shared);
    }

    /// <summary>
    /// x + p names the same point as x, but is not a field element; only the 521-bit field has room for it in its octets.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ecp))]
    public void Ecp_CoordinateNotReduced_IsRefused(string provider, string algorithm)
    {
        if (algorithm != "ecp521")
        {
            return;
        }

        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        KeyExchangeKeyPair pair = exchange.Generate(new SeededOctets(2));
        BigInteger prime = (BigInteger.One << 521) - 1;
        BigInteger x = new BigInteger(pair.Public.AsSpan(0, 66), isUnsigned: true, isBigEndian: true) + prime;
        byte[] unreduced = [.. Octets(x, 66), .. pair.Public[66..]];
        Assert.Null(exchange.Agree(pair.Private, unreduced));
    }

    [Theory]
    [MemberData(nameof(Montgomery))]
    public void Montgomery_PointOfSmallOrder_IsRefused(string provider, string algorithm)
    {
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        using KeyMaterial own = exchange.Generate(new SeededOctets(3)).Private;
        foreach (string point in SmallOrderPoints(algorithm))
        {
            Assert.Null(exchange.Agree(own, Convert.FromHexString(point)));
        }
    }

    /// <summary>
    /// u-coordinates of small order, little-endian: 0, 1, p-1, and for Curve25519 the two of order 8, plus forms that reduce to them.
    /// </summary>
    private static IEnumerable<string> SmallOrderPoints(string algorithm)
    {
        if (algorithm == "curve25519")
        {
            return
            [
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            ];
        }

        BigInteger prime = (BigInteger.One << 448) - (BigInteger.One << 224) - 1;
        return new[] { BigInteger.Zero, BigInteger.One, prime - 1, prime, prime + 1 }.Select(value =>
        {
            byte[] octets = new byte[56];
            value.ToByteArray(isUnsigned: true).CopyTo(octets, 0);
            return Convert.ToHexString(octets);
        });
    }

    private static TheoryData<string, string> Only(params string[] prefixes)
    {
        TheoryData<string, string> data = [];
        foreach (object[] row in TestProviders.Offers(AlgorithmClass.KeyExchange))
        {
            (string provider, string algorithm) = ((string)row[0], (string)row[1]);
            if (prefixes.Any(prefix => algorithm.StartsWith(prefix, StringComparison.Ordinal)))
            {
                data.Add(provider, algorithm);
            }
        }

        return data;
    }

    private static (IKeyExchange Exchange, ModpGroup Group) FindModp(string provider, string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(AlgorithmClass.KeyExchange, algorithm, out Algorithm? row));
        IKeyExchange exchange = TestProviders.Implementation<IKeyExchange>(provider, AlgorithmClass.KeyExchange, algorithm);
        return (exchange, ModpPrimes.All.Single(group => (ushort)group.Id == row.Id));
    }

    private static byte[] Octets(BigInteger value, int length)
    {
        byte[] octets = new byte[length];
        byte[] significant = value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true);
        significant.CopyTo(octets, length - significant.Length);
        return octets;
    }
}
