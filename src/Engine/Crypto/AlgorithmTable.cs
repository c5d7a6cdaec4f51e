using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The implementations of one provider by transform type, id and key length. Filled while the provider is built, read-only afterwards.
/// </summary>
internal sealed class AlgorithmTable : IDisposable
{
    private readonly Dictionary<AlgorithmKey, object> _implementations = [];

    public void Add(EncryptionId id, int keyBits, object implementation) =>
        _implementations.Add(new AlgorithmKey(TransformType.Encryption, (ushort)id, keyBits), implementation);

    public void Add(IntegrityId id, IIntegrity implementation) =>
        _implementations.Add(new AlgorithmKey(TransformType.Integrity, (ushort)id, 0), implementation);

    public void Add(PseudorandomFunctionId id, IPrf implementation) =>
        _implementations.Add(new AlgorithmKey(TransformType.PseudorandomFunction, (ushort)id, 0), implementation);

    public void Add(KeyExchangeId id, IKeyExchange implementation) =>
        _implementations.Add(new AlgorithmKey(TransformType.KeyExchangeMethod, (ushort)id, 0), implementation);

    public T? Find<T>(TransformType type, ushort id, int keyBits)
        where T : class => _implementations.GetValueOrDefault(new AlgorithmKey(type, id, keyBits)) as T;

    public void Dispose()
    {
        foreach (object implementation in _implementations.Values)
        {
            (implementation as IDisposable)?.Dispose();
        }
    }
}

/// <summary>What identifies an algorithm on the wire: transform type, transform id, key length attribute (0 when it has none).</summary>
public readonly record struct AlgorithmKey(TransformType Type, ushort Id, int KeyBits);
