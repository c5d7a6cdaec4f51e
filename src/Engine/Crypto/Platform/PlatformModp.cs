using System.Numerics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// MODP groups through <see cref="BigInteger"/>. Slow, and not constant-time: private values are used once and never leave the process, but
/// libcrypto is preferred wherever it is.
/// </summary>
internal sealed class PlatformModp(ModpGroup group, int costMicroseconds) : IKeyExchange
{
    private readonly BigInteger _prime = Number(group.Prime);
    private readonly BigInteger _generator = Number(group.Generator);
    private readonly BigInteger _subgroupOrder = Number(group.SubgroupOrder);

    public int PublicLength => group.Length;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] exponent = group.DrawPrivate(random);
        byte[] publicValue = Padded(BigInteger.ModPow(_generator, Number(exponent), _prime));
        return new KeyExchangeKeyPair(new KeyMaterial(exponent), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (!group.IsInRange(peerPublic))
        {
            return null;
        }

        BigInteger peer = Number(peerPublic);
        return group.HasSmallSubgroups && !BigInteger.ModPow(peer, _subgroupOrder, _prime).IsOne
            ? null
            : new KeyMaterial(Padded(BigInteger.ModPow(peer, Number(privateValue.Span), _prime)));
    }

    private static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private byte[] Padded(BigInteger number)
    {
        byte[] padded = new byte[group.Length];
        int length = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(padded.AsSpan(group.Length - length), out _, isUnsigned: true, isBigEndian: true);
        return padded;
    }
}
