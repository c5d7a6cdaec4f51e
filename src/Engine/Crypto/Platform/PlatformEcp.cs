using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ECP groups through the platform's <see cref="ECDiffieHellman"/>. The private scalar comes from the engine's random source and is
/// imported; importing the peer's point checks that it lies on the curve.
/// </summary>
internal sealed class PlatformEcp(EcpGroup group, int costMicroseconds) : IKeyExchange
{
    private readonly ECCurve _curve = ECCurve.CreateFromValue(group.CurveOid);

    public int PublicLength => group.PublicLength;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = PrivateValues.DrawBelow(random, group.Order);
        using ECDiffieHellman key = Import(scalar);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] publicValue = new byte[group.PublicLength];
        point.X!.CopyTo(publicValue, 0);
        point.Y!.CopyTo(publicValue, group.FieldLength);
        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != group.PublicLength)
        {
            return null;
        }

        byte[] scalar = privateValue.Span.ToArray();
        try
        {
            using ECDiffieHellman own = Import(scalar);
            using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = _curve,
                Q = new ECPoint { X = peerPublic[..group.FieldLength].ToArray(), Y = peerPublic[group.FieldLength..].ToArray() },
            });
            using ECDiffieHellmanPublicKey peerKey = peer.PublicKey;
            return new KeyMaterial(own.DeriveRawSecretAgreement(peerKey));
        }
        catch (CryptographicException)
        {
            // The only failure that depends on the input: the value is no point of the curve.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    private ECDiffieHellman Import(byte[] scalar) => ECDiffieHellman.Create(new ECParameters { Curve = _curve, D = scalar });
}
