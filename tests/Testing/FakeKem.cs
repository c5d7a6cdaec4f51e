using System.Security.Cryptography;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Testing;

/// <summary>
/// A key encapsulation mechanism that hides nothing: whoever sees both values knows the secret. It has what sets such mechanisms apart from Diffie-Hellman:
/// the sides do different things, and their values have different lengths.
/// </summary>
/// <param name="keyLength">Octets of the initiator's value.</param>
/// <param name="ciphertextLength">Octets of the responder's.</param>
public sealed class FakeKem(int keyLength = 1184, int ciphertextLength = 1088) : IKeyExchange
{
    private const int SecretLength = 32;

    public int PublicLength => keyLength;

    public int CostMicroseconds => 1;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        var seed = new byte[SecretLength];
        random.Fill(seed);
        return new KeyExchangeKeyPair(KeyMaterial.Copy(seed), KeyOf(seed));
    }

    public KeyExchangeAnswer? Respond(IRandomSource random, ReadOnlySpan<byte> initiatorPublic)
    {
        if (initiatorPublic.Length != keyLength)
        {
            return null;
        }

        var message = new byte[SecretLength];
        random.Fill(message);
        var ciphertext = new byte[ciphertextLength];
        message.CopyTo(ciphertext, 0);
        return new KeyExchangeAnswer(ciphertext, new KeyMaterial(SecretOf(initiatorPublic, ciphertext)));
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic) =>
        peerPublic.Length == ciphertextLength ? new KeyMaterial(SecretOf(KeyOf(privateValue.Span), peerPublic)) : null;

    /// <summary>What everybody on the way can work out.</summary>
    public static byte[] SecretOf(ReadOnlySpan<byte> initiatorPublic, ReadOnlySpan<byte> ciphertext) =>
        SHA256.HashData([.. initiatorPublic, .. ciphertext[..SecretLength]]);

    private byte[] KeyOf(ReadOnlySpan<byte> seed)
    {
        var key = new byte[keyLength];
        SHA256.HashData(seed).CopyTo(key, 0);
        return key;
    }
}

/// <summary>A provider that has more key exchanges than the one behind it.</summary>
public sealed class ExtendedCryptoProvider(ICryptoProvider inner, params (KeyExchangeId Id, IKeyExchange Implementation)[] more) : ICryptoProvider
{
    public string Name => inner.Name;

    public IAead? Aead(EncryptionId id, int keyBits) => inner.Aead(id, keyBits);

    public ICipher? Cipher(EncryptionId id, int keyBits) => inner.Cipher(id, keyBits);

    public IIntegrity? Integrity(IntegrityId id) => inner.Integrity(id);

    public IPrf? Prf(PseudorandomFunctionId id) => inner.Prf(id);

    public IKeyExchange? KeyExchange(KeyExchangeId id)
    {
        foreach (var row in more)
        {
            if (row.Id == id)
            {
                return row.Implementation;
            }
        }

        return inner.KeyExchange(id);
    }

    public ISignature? Signature(SignatureAlgorithm algorithm) => inner.Signature(algorithm);

    public void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => inner.Sha1(data, digest);
}
