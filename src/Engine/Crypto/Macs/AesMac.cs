namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-XCBC-MAC (RFC 3566, RFC 4434) and AES-CMAC (RFC 4493): CBC-MAC whose last block is masked with one of two subkeys, depending on
/// whether the message fills it. They differ in how the subkeys are made. With the processor's AES instructions a short message costs a few
/// rounds; without them the blocks go through the platform's AES.
/// </summary>
internal sealed class AesMac : IMac
{
    public const int BlockLength = 16;

    private readonly bool _useInstructions;

    private AesMac(bool isXcbc, bool useInstructions)
    {
        IsXcbc = isXcbc;
        _useInstructions = useInstructions;
    }

    /// <summary>True when the processor has the instructions.</summary>
    public static bool IsFast => Aes128Instructions.IsSupported;

    public bool IsXcbc { get; }

    public int OutputLength => BlockLength;

    public static AesMac Xcbc(bool allowInstructions = true) => new(isXcbc: true, allowInstructions && Aes128Instructions.IsSupported);

    public static AesMac Cmac(bool allowInstructions = true) => new(isXcbc: false, allowInstructions && Aes128Instructions.IsSupported);

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, BlockLength);
        if (_useInstructions)
        {
            Run<Aes128Instructions>(key, first, second, output);
        }
        else
        {
            Run<Aes128Platform>(key, first, second, output);
        }
    }

    public IKeyedIntegrity? Bind(ReadOnlySpan<byte> key, int icvLength)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, BlockLength);
        return _useInstructions ? new KeyedAesMac(this, key, icvLength) : null;
    }

    private void Run<TCipher>(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
        where TCipher : struct, IAes128<TCipher>
    {
        AesMacKey<TCipher> prepared = default;
        prepared.Prepare(key, IsXcbc);
        prepared.Compute(first, second, output);
        prepared.Clear();
    }
}
