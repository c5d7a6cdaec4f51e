using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A provider whose algorithms were all made when it was built. Disposed by its owner, when no thread works with it any more.
/// </summary>
internal abstract class TableCryptoProvider : ICryptoProvider, IDisposable
{
    public abstract string Name { get; }

    protected AlgorithmTable Table { get; } = new();

    protected Dictionary<SignatureAlgorithm, ISignature> Signatures { get; } = [];

    /// <summary>Things behind the table's implementations that are disposed with the provider.</summary>
    protected List<IDisposable> Owned { get; } = [];

    public IAead? Aead(EncryptionId id, int keyBits) => Table.Find<IAead>(TransformType.Encryption, (ushort)id, keyBits);

    public ICipher? Cipher(EncryptionId id, int keyBits) => Table.Find<ICipher>(TransformType.Encryption, (ushort)id, keyBits);

    public IIntegrity? Integrity(IntegrityId id) => Table.Find<IIntegrity>(TransformType.Integrity, (ushort)id, 0);

    public IPrf? Prf(PseudorandomFunctionId id) => Table.Find<IPrf>(TransformType.PseudorandomFunction, (ushort)id, 0);

    public IKeyExchange? KeyExchange(KeyExchangeId id) => Table.Find<IKeyExchange>(TransformType.KeyExchangeMethod, (ushort)id, 0);

    public ISignature? Signature(SignatureAlgorithm algorithm) => Signatures.GetValueOrDefault(algorithm);

    public virtual ITlsProvider? Tls => null;

    public abstract void Sha1(ReadOnlySpan<byte> data, Span<byte> digest);

    public void Dispose()
    {
        Table.Dispose();
        foreach (IDisposable owned in Owned)
        {
            owned.Dispose();
        }
    }
}
