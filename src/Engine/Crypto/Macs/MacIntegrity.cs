namespace MyIkev2.Engine.Crypto;

/// <summary>A MAC cut to its leading octets, as the integrity transforms of IKE and ESP use it.</summary>
internal sealed class MacIntegrity(IMac mac, int keyLength, int icvLength) : IIntegrity
{
    private const int LongestOutput = 64;

    public int KeyLength => keyLength;

    public int IcvLength => icvLength;

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> icv)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(icv.Length, icvLength);
        Span<byte> full = stackalloc byte[LongestOutput];
        mac.Compute(key, data, default, full[..mac.OutputLength]);
        full[..icvLength].CopyTo(icv);
    }

    public bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> icv)
    {
        Span<byte> full = stackalloc byte[LongestOutput];
        mac.Compute(key, data, default, full[..mac.OutputLength]);
        return ConstantTime.AreEqual(full[..icvLength], icv);
    }

    public IKeyedIntegrity Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, keyLength);
        return mac.Bind(key, icvLength) ?? new BoundIntegrity(this, key);
    }
}
