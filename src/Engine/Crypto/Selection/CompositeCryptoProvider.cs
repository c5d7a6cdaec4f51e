using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// For each algorithm the first provider that has it and passes its known-answer test. The test runs when the algorithm is first asked for
/// (or shown), once; a failure is remembered for <see cref="Describe"/> and the next provider is tried. Safe for concurrent use.
/// </summary>
public sealed class CompositeCryptoProvider : ICryptoProvider, IDisposable
{
    private readonly IReadOnlyList<ICryptoProvider> _providers;
    private readonly Func<Algorithm, ICryptoProvider?> _preferred;
    private readonly Dictionary<AlgorithmKey, Lazy<Selection>> _selections;
    private readonly Dictionary<SignatureAlgorithm, Lazy<ISignature?>> _signatures;
    private readonly Lazy<ICryptoProvider> _sha1;
    private readonly Lazy<ITlsProvider?> _tls;

    /// <param name="providers">Most preferred first; disposed with this object.</param>
    /// <param name="preferred">The exceptions to that order: the one of <paramref name="providers"/> to try first for an algorithm, or null.</param>
    internal CompositeCryptoProvider(IReadOnlyList<ICryptoProvider> providers, Func<Algorithm, ICryptoProvider?>? preferred = null)
    {
        _providers = providers;
        _preferred = preferred ?? (static _ => null);
        _selections = AlgorithmCatalog.All.ToDictionary(row => row.Key, row => new Lazy<Selection>(() => Select(row)));
        _signatures = SignatureAlgorithms.All.ToDictionary(row => row, row => new Lazy<ISignature?>(() => _providers
            .Select(provider => provider.Signature(row))
            .FirstOrDefault(implementation => implementation is not null && SignatureKnownAnswers.Passes(row, implementation))));
        _sha1 = new Lazy<ICryptoProvider>(() => _providers.FirstOrDefault(KnownAnswers.PassesSha1)
            ?? throw new InvalidOperationException("no provider computes SHA-1, which NAT detection needs"));
        _tls = new Lazy<ITlsProvider?>(() => _providers.Select(provider => provider.Tls).FirstOrDefault(tls => tls is not null));
        Name = string.Join(", ", providers.Select(provider => provider.Name));
    }

    public string Name { get; }

    public IAead? Aead(EncryptionId id, int keyBits) => Find(TransformType.Encryption, (ushort)id, keyBits) as IAead;

    public ICipher? Cipher(EncryptionId id, int keyBits) => Find(TransformType.Encryption, (ushort)id, keyBits) as ICipher;

    public IIntegrity? Integrity(IntegrityId id) => Find(TransformType.Integrity, (ushort)id, 0) as IIntegrity;

    public IPrf? Prf(PseudorandomFunctionId id) => Find(TransformType.PseudorandomFunction, (ushort)id, 0) as IPrf;

    public IKeyExchange? KeyExchange(KeyExchangeId id) => Find(TransformType.KeyExchangeMethod, (ushort)id, 0) as IKeyExchange;

    public ISignature? Signature(SignatureAlgorithm algorithm) => _signatures.GetValueOrDefault(algorithm)?.Value;

    public ITlsProvider? Tls => _tls.Value;

    public void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => _sha1.Value.Sha1(data, digest);

    /// <summary>Which provider serves each algorithm of the catalog. Runs every known-answer test that has not run yet.</summary>
    public IReadOnlyList<AlgorithmService> Describe() =>
    [
        .. AlgorithmCatalog.All.Select(row =>
        {
            Selection selection = _selections[row.Key].Value;
            return new AlgorithmService(row, selection.Provider?.Name, selection.Failed);
        }),
    ];

    public void Dispose()
    {
        foreach (ICryptoProvider provider in _providers)
        {
            (provider as IDisposable)?.Dispose();
        }
    }

    private object? Find(TransformType type, ushort id, int keyBits) =>
        _selections.TryGetValue(new AlgorithmKey(type, id, keyBits), out Lazy<Selection>? selection) ? selection.Value.Implementation : null;

    private Selection Select(Algorithm row)
    {
        List<string> failed = [];
        IEnumerable<ICryptoProvider> order = _preferred(row) is { } first ? _providers.Except([first]).Prepend(first) : _providers;
        foreach (ICryptoProvider provider in order)
        {
            if (row.Implementation(provider) is not { } implementation)
            {
                continue;
            }

            if (KnownAnswers.Passes(row, implementation))
            {
                return new Selection(provider, implementation, failed);
            }

            failed.Add(provider.Name);
        }

        return new Selection(null, null, failed);
    }

    private sealed record Selection(ICryptoProvider? Provider, object? Implementation, IReadOnlyList<string> Failed);
}

/// <summary>One line of the status display.</summary>
/// <param name="Algorithm">The catalog's row.</param>
/// <param name="Provider">Who serves it; null when nobody can.</param>
/// <param name="Failed">Providers that have it but gave a wrong answer in the self-test.</param>
public sealed record AlgorithmService(Algorithm Algorithm, string? Provider, IReadOnlyList<string> Failed);
