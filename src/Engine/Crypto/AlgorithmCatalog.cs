using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// TABLE of every algorithm this engine can negotiate: one row per transform and key length, in order of preference within its class. To
/// add an algorithm: implement it in a provider, add a row here, a known answer to <see cref="KnownAnswers"/> and vectors to the tests.
/// </summary>
public static class AlgorithmCatalog
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<Algorithm> All { get; } =
    [
        .. AlgorithmRows.Aead(),
        .. AlgorithmRows.Encryption(),
        .. AlgorithmRows.Integrity(),
        .. AlgorithmRows.PseudorandomFunctions(),
        .. AlgorithmRows.KeyExchanges(),
    ];

    private static FrozenDictionary<AlgorithmKey, Algorithm> ByKey { get; } = All.ToFrozenDictionary(row => row.Key);

    private static FrozenDictionary<(AlgorithmClass Class, string Name), Algorithm> ByName { get; } =
        All.ToFrozenDictionary(row => (row.Class, row.Name));

    private static FrozenDictionary<AlgorithmClass, IReadOnlyList<string>> NamesByClass { get; } = All
        .GroupBy(row => row.Class)
        .ToFrozenDictionary(rows => rows.Key, rows => (IReadOnlyList<string>)[.. rows.Select(row => row.Name)]);

    /// <summary>The row of a transform; null when the engine does not know it, or not with this key length.</summary>
    /// <param name="type">Transform type.</param>
    /// <param name="id">Transform id.</param>
    /// <param name="keyBits">Key length attribute; 0 when there was none.</param>
    public static Algorithm? Find(TransformType type, ushort id, int keyBits = 0) =>
        ByKey.GetValueOrDefault(new AlgorithmKey(type, id, keyBits));

    public static Algorithm? Find(EncryptionId id, int keyBits) => Find(TransformType.Encryption, (ushort)id, keyBits);

    public static Algorithm? Find(IntegrityId id) => Find(TransformType.Integrity, (ushort)id);

    public static Algorithm? Find(PseudorandomFunctionId id) => Find(TransformType.PseudorandomFunction, (ushort)id);

    public static Algorithm? Find(KeyExchangeId id) => Find(TransformType.KeyExchangeMethod, (ushort)id);

    /// <summary>
    /// By the name that configuration uses. Names repeat between classes (<c>hmac-sha256</c>), so the class is part of the question.
    /// </summary>
    public static bool TryFind(AlgorithmClass algorithmClass, string name, [NotNullWhen(true)] out Algorithm? algorithm) =>
        ByName.TryGetValue((algorithmClass, name), out algorithm);

    /// <summary>Every name of a class, best first: what configuration accepts and its help lists.</summary>
    public static IReadOnlyList<string> Names(AlgorithmClass algorithmClass) => NamesByClass[algorithmClass];
}
