namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A message authentication code with its full output, the common base of a PRF and an integrity algorithm. Stateless towards keys; safe
/// for concurrent use.
/// </summary>
internal interface IMac
{
    int OutputLength { get; }

    /// <summary>mac(key, first | second) into the first <see cref="OutputLength"/> octets of <paramref name="output"/>.</summary>
    void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output);

    /// <summary>With a key made ready for many messages, cut to <paramref name="icvLength"/>; null where that gains nothing.</summary>
    IKeyedIntegrity? Bind(ReadOnlySpan<byte> key, int icvLength) => null;
}

/// <summary>A MAC or PRF that takes the key once for all blocks of prf+ (RFC 7296 section 2.13).</summary>
internal interface IKeyExpander
{
    /// <summary>False when only block-by-block computation gives right results here.</summary>
    bool CanExpand { get; }

    /// <summary>Fills the whole of <paramref name="output"/>; the caller has checked the limit of 255 blocks.</summary>
    void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> output);
}
