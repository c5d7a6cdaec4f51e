using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>X25519 (RFC 7748, RFC 8031) through libsodium. The private value is the octets before clamping.</summary>
internal sealed unsafe class SodiumX25519(Libsodium library, int costMicroseconds) : IKeyExchange
{
    private const int Length = 32;

    public int PublicLength => Length;

    public int CostMicroseconds => costMicroseconds;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] scalar = new byte[Length];
        random.Fill(scalar);
        byte[] publicValue = new byte[Length];
        fixed (byte* scalarPointer = scalar, publicPointer = publicValue)
        {
            if (library.ScalarMultiplyBase(publicPointer, scalarPointer) != 0)
            {
                throw new CryptographicException("libsodium: crypto_scalarmult_curve25519_base failed");
            }
        }

        return new KeyExchangeKeyPair(new KeyMaterial(scalar), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != Length || privateValue.Length != Length)
        {
            return null;
        }

        byte[] shared = new byte[Length];
        bool valid;
        fixed (byte* scalarPointer = privateValue.Span, peerPointer = peerPublic, sharedPointer = shared)
        {
            valid = library.ScalarMultiply(sharedPointer, scalarPointer, peerPointer) == 0;
        }

        if (valid && shared.AsSpan().ContainsAnyExcept((byte)0))
        {
            return new KeyMaterial(shared);
        }

        CryptographicOperations.ZeroMemory(shared);
        return null;
    }
}
