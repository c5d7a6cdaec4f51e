using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Keying material of a Child SA (RFC 7296 section 2.17):
/// <code>
/// KEYMAT = prf+(SK_d, Ni | Nr)                    without a key exchange of its own
/// KEYMAT = prf+(SK_d, g^ir (new) | Ni | Nr)       with one (PFS)
/// KEYMAT = prf+(SK_d, SK(0) | Ni | Nr | SK(1) | ... | SK(n))      with additional ones (RFC 9370 section 2.2.4)
/// </code>
/// taken as: encryption then integrity key of the initiator's direction, then the same of the responder's.
/// </summary>
public static class ChildKeySchedule
{
    /// <param name="prf">The PRF of the IKE SA.</param>
    /// <param name="skD">SK_d of the IKE SA.</param>
    /// <param name="sharedSecret">g^ir of this exchange; empty without PFS.</param>
    /// <param name="ni">The initiator's nonce, of this exchange or of IKE_SA_INIT for the first Child SA.</param>
    /// <param name="nr">The responder's nonce.</param>
    /// <param name="encrKeyLen">Octets of an encryption key, salt included.</param>
    /// <param name="integKeyLen">Octets of an integrity key; 0 with a combined-mode cipher.</param>
    /// <param name="additionalSecrets">SK(1) to SK(n).</param>
    public static ChildKeys Derive(
        IPrf prf,
        KeyMaterial skD,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> ni,
        ReadOnlySpan<byte> nr,
        int encrKeyLen,
        int integKeyLen,
        ReadOnlySpan<byte> additionalSecrets = default)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skD);
        byte[] seed = [.. sharedSecret, .. ni, .. nr, .. additionalSecrets];
        using KeyStream stream = new(prf, skD.Span, seed, 2 * (encrKeyLen + integKeyLen));
        CryptographicOperations.ZeroMemory(seed);
        return new ChildKeys(
            EncryptInitiator: stream.Take(encrKeyLen),
            IntegInitiator: stream.Take(integKeyLen),
            EncryptResponder: stream.Take(encrKeyLen),
            IntegResponder: stream.Take(integKeyLen));
    }
}
