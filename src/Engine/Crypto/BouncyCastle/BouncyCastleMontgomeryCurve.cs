using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace MyIkev2.Engine.Crypto;

/// <summary>X25519 and X448 (RFC 7748, RFC 8031) in managed code. The private value is the octets before clamping.</summary>
internal sealed class BouncyCastleMontgomeryCurve : IKeyExchange
{
    private readonly GenerateFunction _generate;
    private readonly AgreeFunction _agree;

    private BouncyCastleMontgomeryCurve(int length, int costMicroseconds, GenerateFunction generate, AgreeFunction agree)
    {
        PublicLength = length;
        CostMicroseconds = costMicroseconds;
        _generate = generate;
        _agree = agree;
    }

    private delegate void GenerateFunction(byte[] scalar, int scalarOffset, byte[] publicValue, int publicOffset);

    private delegate bool AgreeFunction(byte[] scalar, int scalarOffset, byte[] point, int pointOffset, byte[] result, int resultOffset);

    public int PublicLength { get; }

    public int CostMicroseconds { get; }

    public static BouncyCastleMontgomeryCurve Curve25519() => new(X25519.PointSize, 110, X25519.GeneratePublicKey, X25519.CalculateAgreement);

    public static BouncyCastleMontgomeryCurve Curve448() => new(X448.PointSize, 400, X448.GeneratePublicKey, X448.CalculateAgreement);

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = new byte[PublicLength];
        random.Fill(scalar);
        byte[] publicValue = new byte[PublicLength];
        _generate(scalar, 0, publicValue, 0);
        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != PublicLength || privateValue.Length != PublicLength)
        {
            return null;
        }

        byte[] scalar = privateValue.Span.ToArray();
        byte[] shared = new byte[PublicLength];
        bool valid = _agree(scalar, 0, peerPublic.ToArray(), 0, shared, 0);
        CryptographicOperations.ZeroMemory(scalar);
        return valid && shared.AsSpan().ContainsAnyExcept((byte)0) ? new KeyMaterial(shared) : null;
    }
}
