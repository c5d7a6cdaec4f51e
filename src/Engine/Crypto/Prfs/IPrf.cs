namespace MyIkev2.Engine.Crypto;

/// <summary>A pseudorandom function (RFC 7296 section 2.13). Stateless towards keys; safe for concurrent use.</summary>
public interface IPrf
{
    /// <summary>Octets of output, which is also the preferred key length (SK_d, SK_pi, SK_pr).</summary>
    int OutputLength { get; }

    /// <summary>
    /// True for AES-XCBC and AES-CMAC, whose nonce halves in SKEYSEED are cut to 64 bits each (RFC 7296 section 2.14). Keys of any other
    /// length are adapted as RFC 4434 and RFC 4615 say.
    /// </summary>
    bool HasFixedKeyLength { get; }

    /// <summary>prf(key, first | second); <paramref name="output"/> holds <see cref="OutputLength"/> octets.</summary>
    void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output);
}
