namespace MyIkev2.Engine.Crypto;

/// <summary>
/// MODP groups through constant-time Montgomery exponentiation with short exponents. The library's own DH objects would validate the peer's
/// value with a full-length exponentiation, which the safe-prime groups do not need (RFC 6989 section 2.1).
/// </summary>
internal sealed class LibcryptoModp : IKeyExchange, IDisposable
{
    /// <summary>Tables for the groups in daily use: 256 KiB at 2048 bits, 384 at 3072, 640 at 4096.</summary>
    private const int ShortestWithTable = 256;
    private const int LongestWithTable = 512;

    private readonly ModpGroup _group;
    private readonly PerThread<ModpContext> _contexts;
    private readonly Lazy<FixedBaseTable?>? _table;

    public LibcryptoModp(Libcrypto library, ModpGroup group, int costMicroseconds)
    {
        _group = group;
        CostMicroseconds = costMicroseconds;
        _contexts = new PerThread<ModpContext>(() => new ModpContext(library, group));
        if (!group.HasSmallSubgroups && group.Length is >= ShortestWithTable and <= LongestWithTable)
        {
            _table = new Lazy<FixedBaseTable?>(() => _contexts.Current.BuildTable(group));
        }
    }

    /// <summary>True when public values come from a table; builds it when it is not built yet.</summary>
    public bool HasTable => _table?.Value is not null;

    public int PublicLength => _group.Length;

    public int CostMicroseconds { get; }

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        byte[] exponent = _group.DrawPrivate(random);
        byte[] publicValue = new byte[_group.Length];
        ModpContext context = _contexts.Current;
        if (_table?.Value is { } table)
        {
            Span<byte> scratch = stackalloc byte[LongestWithTable];
            context.PowerOfGenerator(table, exponent, scratch[.._group.Length], publicValue);
        }
        else
        {
            context.Power(_group.Generator, exponent, publicValue);
        }

        GC.KeepAlive(context);
        return new KeyExchangeKeyPair(new KeyMaterial(exponent), publicValue);
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (!_group.IsInRange(peerPublic))
        {
            return null;
        }

        ModpContext context = _contexts.Current;
        byte[]? shared = null;
        if (!_group.HasSmallSubgroups || context.IsInSubgroup(peerPublic))
        {
            shared = new byte[_group.Length];
            context.Power(peerPublic, privateValue.Span, shared);
        }

        GC.KeepAlive(context);
        return shared is null ? null : new KeyMaterial(shared);
    }

    public void Dispose() => _contexts.Dispose();
}
