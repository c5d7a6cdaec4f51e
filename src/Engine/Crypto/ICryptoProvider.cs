using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Gives the algorithms that this process can run. Null means "not available here": the algorithm is then neither offered nor accepted.
/// Instances are cached: asking again is cheap and allocates nothing.
/// </summary>
public interface ICryptoProvider
{
    /// <summary>Name for status displays, for example <c>libcrypto 3.0.22</c>.</summary>
    string Name { get; }

    /// <param name="keyBits">Key length attribute in bits; 0 for algorithms of fixed length.</param>
    IAead? Aead(EncryptionId id, int keyBits);

    ICipher? Cipher(EncryptionId id, int keyBits);

    IIntegrity? Integrity(IntegrityId id);

    IPrf? Prf(PseudorandomFunctionId id);

    IKeyExchange? KeyExchange(KeyExchangeId id);

    ISignature? Signature(SignatureAlgorithm algorithm) => null;

    /// <summary>TLS; null = there is no library for it here.</summary>
    ITlsProvider? Tls => null;

    /// <summary>SHA-1 of the input, for NAT detection (RFC 7296 section 2.23); 20 octets.</summary>
    void Sha1(ReadOnlySpan<byte> data, Span<byte> digest);
}
