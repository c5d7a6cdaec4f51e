namespace MyIkev2.Engine.Crypto;

/// <summary>HMAC as PRF: a key of any length (RFC 7296 section 2.13, RFC 2104).</summary>
internal sealed class HmacPrf(IMac mac) : IPrf, IKeyExpander
{
    public int OutputLength => mac.OutputLength;

    public bool HasFixedKeyLength => false;

    public bool CanExpand => mac is IKeyExpander { CanExpand: true };

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output) =>
        mac.Compute(key, first, second, output);

    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> output) => ((IKeyExpander)mac).Expand(key, seed, output);
}
