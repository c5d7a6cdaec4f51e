namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The digests' functions below EVP (<c>openssl/sha.h</c>, <c>openssl/md5.h</c>). Their contexts are plain structures that the caller owns,
/// so the state after HMAC's pad can be kept, some dozens of octets a key, and copied for each message. Deprecated since 3.0; a
/// build without them, or with another layout, is noticed and EVP is used.
/// </summary>
internal sealed class DigestFunctions(NativeModule module)
{
    // TABLE: name of the digest for EVP, prefix of its functions, octets of block, output, chaining state with its two counts, context.
    private readonly DigestFunction?[] _all =
    [
        DigestFunction.TryLoad(module, "MD5", "MD5", 64, 16, 24, 92),
        DigestFunction.TryLoad(module, "SHA1", "SHA1", 64, 20, 28, 96),
        DigestFunction.TryLoad(module, "SHA2-256", "SHA256", 64, 32, 40, 112),
        DigestFunction.TryLoad(module, "SHA2-384", "SHA384", 128, 48, 80, 216),
        DigestFunction.TryLoad(module, "SHA2-512", "SHA512", 128, 64, 80, 216),
    ];

    public DigestFunction? Find(string name) => Array.Find(_all, digest => digest?.Name == name);
}

/// <summary>One of them.</summary>
internal sealed unsafe class DigestFunction
{
    /// <summary>Room for every context, and some to spare.</summary>
    public const int LongestContext = 256;

    private readonly delegate* unmanaged<byte*, int> _init;
    private readonly delegate* unmanaged<byte*, byte*, nuint, int> _update;
    private readonly delegate* unmanaged<byte*, byte*, int> _final;

    private DigestFunction(string name, nint init, nint update, nint final, int blockLength, int outputLength, int stateLength, int contextLength)
    {
        Name = name;
        _init = (delegate* unmanaged<byte*, int>)init;
        _update = (delegate* unmanaged<byte*, byte*, nuint, int>)update;
        _final = (delegate* unmanaged<byte*, byte*, int>)final;
        BlockLength = blockLength;
        OutputLength = outputLength;
        StateLength = stateLength;
        ContextLength = contextLength;
    }

    public string Name { get; }

    public int BlockLength { get; }

    public int OutputLength { get; }

    /// <summary>Leading octets of a context that, after whole blocks, say all about what was hashed.</summary>
    public int StateLength { get; }

    public int ContextLength { get; }

    public static DigestFunction? TryLoad(
        NativeModule module, string name, string prefix, int blockLength, int outputLength, int stateLength, int contextLength)
    {
        nint init = module.FunctionOrZero(prefix + "_Init");
        nint update = module.FunctionOrZero(prefix + "_Update");
        nint final = module.FunctionOrZero(prefix + "_Final");
        return init == 0 || update == 0 || final == 0
            ? null
            : new DigestFunction(name, init, update, final, blockLength, outputLength, stateLength, contextLength);
    }

    /// <summary>These fail only for a null context.</summary>
    public void Start(byte* context) => _ = _init(context);

    public void Update(byte* context, byte* data, int length) => _ = _update(context, data, (nuint)length);

    public void Finish(byte* context, byte* output) => _ = _final(output, context);
}
