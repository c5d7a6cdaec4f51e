using Org.BouncyCastle.Math;

namespace MyIkev2.Engine.Crypto;

/// <summary>MODP groups in managed code, somewhat faster than the platform's big integers. Not constant-time.</summary>
internal sealed class BouncyCastleModp(ModpGroup group, int costMicroseconds) : IKeyExchange
{
    private readonly BigInteger _prime = Number(group.Prime);
    private readonly BigInteger _generator = Number(group.Generator);
    private readonly BigInteger _subgroupOrder = Number(group.SubgroupOrder);

    public int PublicLength => group.Length;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] exponent = group.DrawPrivate(random);
        byte[] publicValue = Padded(_generator.ModPow(Number(exponent), _prime));
        return new KeyExchangeKeyPair(new KeyMaterial(exponent), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (!group.IsInRange(peerPublic))
        {
            return null;
        }

        BigInteger peer = Number(peerPublic);
        return group.HasSmallSubgroups && !peer.ModPow(_subgroupOrder, _prime).Equals(BigInteger.One)
            ? null
            : new KeyMaterial(Padded(peer.ModPow(Number(privateValue.Span), _prime)));
    }

    private static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(1, bigEndian.ToArray());

    private byte[] Padded(BigInteger number)
    {
        byte[] octets = number.ToByteArrayUnsigned();
        byte[] padded = new byte[group.Length];
        octets.CopyTo(padded, group.Length - octets.Length);
        return padded;
    }
}
