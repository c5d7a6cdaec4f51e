using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Exchanges;

/// <summary>From a shared secret to the keys of an IKE SA (RFC 7296 sections 2.14 and 2.18) or of a Child SA (2.17).</summary>
internal static class IkeKeyDerivation
{
    /// <summary>Keys of a first IKE SA.</summary>
    public static IkeKeys Derive(IkeSa sa, ReadOnlySpan<byte> sharedSecret)
    {
        var crypto = sa.Services.Context.Crypto;
        var (encryption, integrity) = KeyLengths(crypto, sa.Suite);
        return IkeKeySchedule.Derive(
            crypto.Prf(sa.Suite.Prf)!, encryption, integrity, sharedSecret, sa.InitiatorNonce, sa.ResponderNonce, sa.InitiatorSpi, sa.ResponderSpi);
    }

    /// <summary>Keys of an IKE SA that replaces <paramref name="old"/>.</summary>
    public static IkeKeys DeriveRekey(IkeSa old, IkeSa successor, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> additionalSecrets) =>
        DeriveFrom(old, successor, sharedSecret, additionalSecrets);

    /// <summary>Keys of a first IKE SA after an additional key exchange; the formula is that of a rekey, with the nonces and SPIs that are there.</summary>
    public static IkeKeys DeriveAdditional(IkeSa sa, ReadOnlySpan<byte> sharedSecret) => DeriveFrom(sa, sa, sharedSecret, default);

    private static IkeKeys DeriveFrom(IkeSa old, IkeSa successor, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> additionalSecrets)
    {
        var crypto = old.Services.Context.Crypto;
        var (encryption, integrity) = KeyLengths(crypto, successor.Suite);
        return IkeKeySchedule.DeriveRekey(
            old.Keys!.SkD,
            crypto.Prf(old.Suite.Prf)!,
            crypto.Prf(successor.Suite.Prf)!,
            encryption,
            integrity,
            sharedSecret,
            successor.InitiatorNonce,
            successor.ResponderNonce,
            successor.InitiatorSpi,
            successor.ResponderSpi,
            additionalSecrets);
    }

    /// <summary>Keys of a Child SA; <paramref name="sharedSecret"/> is empty without a key exchange of its own.</summary>
    public static ChildKeys DeriveChild(
        IkeSa sa,
        NegotiatedSuite suite,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce,
        ReadOnlySpan<byte> additionalSecrets)
    {
        var crypto = sa.Services.Context.Crypto;
        var (encryption, integrity) = KeyLengths(crypto, suite);
        return ChildKeySchedule.Derive(
            crypto.Prf(sa.Suite.Prf)!, sa.Keys!.SkD, sharedSecret, initiatorNonce, responderNonce, encryption, integrity, additionalSecrets);
    }

    private static (int Encryption, int Integrity) KeyLengths(ICryptoProvider crypto, NegotiatedSuite suite)
    {
        if (crypto.Aead(suite.Encryption.Id, suite.Encryption.KeyBits) is { } aead)
        {
            return (aead.KeyLength, 0);
        }

        var encryption = crypto.Cipher(suite.Encryption.Id, suite.Encryption.KeyBits)?.KeyLength ?? 0;
        return (encryption, crypto.Integrity(suite.Integrity)?.KeyLength ?? 0);
    }
}
