using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>The five kinds of algorithm that configuration names: combined-mode ciphers have a leaf of their own.</summary>
public enum AlgorithmClass
{
    /// <summary>Cipher without integrity (leaf <c>enc-alg</c>).</summary>
    Encryption,

    /// <summary>Combined-mode cipher (leaf <c>aead-alg</c>).</summary>
    Aead,

    /// <summary>Leaf <c>auth-alg</c>.</summary>
    Integrity,

    /// <summary>Leaf <c>prf-alg</c>.</summary>
    PseudorandomFunction,

    /// <summary>Leaf <c>dh-group</c>.</summary>
    KeyExchange,
}

/// <summary>Which protocols may negotiate an algorithm.</summary>
[Flags]
public enum AlgorithmUse
{
    None = 0,
    Ike = 1,
    Esp = 2,
    IkeAndEsp = Ike | Esp,
}

/// <summary>One row of the <see cref="AlgorithmCatalog"/>: facts about an algorithm that hold whoever implements it.</summary>
/// <param name="Class">What configuration calls it.</param>
/// <param name="Key">What the wire calls it.</param>
/// <param name="Name">The name in configuration and displays, for example <c>aes256-gcm-128</c>.</param>
/// <param name="Use">Who may negotiate it.</param>
/// <param name="IsWeak">True: for old peers, accepted when configured by name, never in a default proposal.</param>
public sealed record Algorithm(AlgorithmClass Class, AlgorithmKey Key, string Name, AlgorithmUse Use, bool IsWeak)
{
    /// <summary>
    /// Octets of key material per direction, salt or nonce included; for a PRF its preferred key length. 0 for key exchanges.
    /// </summary>
    public int KeyLength { get; init; }

    /// <summary>Octets at the tail of the key material that are salt (AEAD) or nonce (CTR).</summary>
    public int SaltLength { get; init; }

    /// <summary>Octets of the explicit IV.</summary>
    public int IvLength { get; init; }

    /// <summary>Cipher block; 1 for stream modes.</summary>
    public int BlockLength { get; init; }

    /// <summary>Octets of the ICV that an AEAD or integrity algorithm sends; 0 for others.</summary>
    public int IcvLength { get; init; }

    /// <summary>Octets of a PRF's output; 0 for others.</summary>
    public int OutputLength { get; init; }

    /// <summary>Octets of a key exchange's public value; 0 for others.</summary>
    public int PublicLength { get; init; }

    /// <summary>Octets of the responder's value, where it is of another kind than the initiator's: a key encapsulation mechanism. 0 for others.</summary>
    public int CiphertextLength { get; init; }

    public TransformType Type => Key.Type;

    /// <summary>The transform id.</summary>
    public ushort Id => Key.Id;

    /// <summary>Value of the key length attribute; 0 when the transform has none.</summary>
    public int KeyBits => Key.KeyBits;

    /// <summary>
    /// The implementation that a provider has; null when it has none. Its type is that of the class: IAead, ICipher, IIntegrity, IPrf,
    /// IKeyExchange.
    /// </summary>
    public object? Implementation(ICryptoProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return Class switch
        {
            AlgorithmClass.Aead => provider.Aead((EncryptionId)Id, KeyBits),
            AlgorithmClass.Encryption => provider.Cipher((EncryptionId)Id, KeyBits),
            AlgorithmClass.Integrity => provider.Integrity((IntegrityId)Id),
            AlgorithmClass.PseudorandomFunction => provider.Prf((PseudorandomFunctionId)Id),
            _ => provider.KeyExchange((KeyExchangeId)Id),
        };
    }

    /// <summary>True when <paramref name="provider"/> can run it in this process.</summary>
    public bool IsAvailable(ICryptoProvider provider) => Implementation(provider) is not null;

    public override string ToString() => Name;
}
