namespace MyIkev2.Engine.Crypto;

/// <summary>Signs and checks with one <see cref="SignatureAlgorithm"/>. Safe for concurrent use.</summary>
public interface ISignature
{
    /// <summary>True when <paramref name="signature"/> over <paramref name="data"/> is from this key. Any octets are a fair question.</summary>
    /// <param name="key">The signer's key; false when it is of another kind.</param>
    /// <param name="data">What was signed, before hashing.</param>
    /// <param name="signature">RSA: as long as the modulus. ECDSA: the DER of r and s. Ed25519: 64 octets.</param>
    bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>Signs, in the form that <see cref="Verify"/> takes.</summary>
    byte[] Sign(PrivateKey key, ReadOnlySpan<byte> data);

    /// <summary>What a signature with a key of this kind and length costs on a machine of 2021.</summary>
    int SignMicroseconds(PublicKey key);
}
