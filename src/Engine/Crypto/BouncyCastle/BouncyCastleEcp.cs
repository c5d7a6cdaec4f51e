using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace MyIkev2.Engine.Crypto;

/// <summary>ECP groups in managed code. Decoding a point checks the curve equation; the cofactor is 1.</summary>
internal sealed class BouncyCastleEcp(EcpGroup group, int costMicroseconds) : IKeyExchange
{
    private const byte UncompressedPrefix = 4;

    private readonly X9ECParameters _parameters = Curve(new DerObjectIdentifier(group.CurveOid));

    public int PublicLength => group.PublicLength;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = PrivateValues.DrawBelow(random, group.Order);
        byte[] encoded = _parameters.G.Multiply(new BigInteger(1, scalar)).GetEncoded(compressed: false);
        return new KeyExchangeKeyPair(new KeyMaterial(scalar), encoded[1..]);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != group.PublicLength)
        {
            return null;
        }

        ECPoint peer;
        try
        {
            byte[] encoded = [UncompressedPrefix, .. peerPublic];
            peer = _parameters.Curve.DecodePoint(encoded);
        }
        catch (ArgumentException)
        {
            // What the library throws for a value that is no point of the curve.
            return null;
        }

        ECPoint product = peer.Multiply(new BigInteger(1, privateValue.Span.ToArray())).Normalize();
        return product.IsInfinity ? null : new KeyMaterial(product.AffineXCoord.GetEncoded());
    }

    /// <summary>Few curves have arithmetic of their own; the others share the general one.</summary>
    private static X9ECParameters Curve(DerObjectIdentifier oid) => CustomNamedCurves.GetByOid(oid) ?? ECNamedCurveTable.GetByOid(oid);
}
