namespace MyIkev2.Engine.Crypto;

/// <summary>A key exchange method (transform type 4). Stateless; safe for concurrent use.</summary>
public interface IKeyExchange
{
    /// <summary>Octets of the initiator's public value in its KE payload.</summary>
    int PublicLength { get; }

    /// <summary>Microseconds of one agreement, roughly: what decides between the shard's loop and a job.</summary>
    int CostMicroseconds { get; }

    /// <summary>The initiator's key pair.</summary>
    KeyExchangeKeyPair Generate(IRandomSource random);

    /// <summary>
    /// The responder's part: its value and the shared secret, or null when the initiator's value is not valid. Where both sides do the same, this is a key pair of
    /// its own and <see cref="Agree"/>; a key encapsulation mechanism encapsulates, and its value is the ciphertext.
    /// </summary>
    KeyExchangeAnswer? Respond(IRandomSource random, ReadOnlySpan<byte> initiatorPublic)
    {
        var own = Generate(random);
        using (own.Private)
        {
            return Agree(own.Private, initiatorPublic) is { } shared ? new KeyExchangeAnswer(own.Public, shared) : null;
        }
    }

    /// <summary>
    /// Computes the shared secret g^ir in the form SKEYSEED wants. Null when the peer's value is not a valid element (RFC 6989, RFC 8031
    /// section 3.2).
    /// </summary>
    KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic);
}

/// <summary>What a responder answers with.</summary>
/// <param name="Public">Its value as the KE payload carries it.</param>
/// <param name="Shared">The shared secret; whoever holds it disposes it.</param>
public sealed record KeyExchangeAnswer(byte[] Public, KeyMaterial Shared);

/// <summary>An ephemeral key pair; whoever holds it disposes <see cref="Private"/>.</summary>
/// <param name="Private">The private value, in a form only the same method reads.</param>
/// <param name="Public">The public value as the KE payload carries it.</param>
public sealed record KeyExchangeKeyPair(KeyMaterial Private, byte[] Public);
