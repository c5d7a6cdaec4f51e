namespace MyIkev2.Engine.Crypto;

/// <summary>A MAC with one direction's key made ready in native memory, cut to its leading octets.</summary>
internal abstract class KeyedMac(int memoryLength, int outputLength, int icvLength)
    : KeyedMemory(memoryLength, MemoryAlignment), IKeyedIntegrity
{
    private const int LongestOutput = 64;
    private const int MemoryAlignment = 16;

    public void Compute(ReadOnlySpan<byte> data, Span<byte> icv)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(icv.Length, icvLength);
        Span<byte> full = stackalloc byte[LongestOutput];
        CheckUsable();
        ComputeFull(data, full[..outputLength]);
        full[..icvLength].CopyTo(icv);
        GC.KeepAlive(this);
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> icv)
    {
        Span<byte> full = stackalloc byte[LongestOutput];
        CheckUsable();
        ComputeFull(data, full[..outputLength]);
        GC.KeepAlive(this);
        return ConstantTime.AreEqual(full[..icvLength], icv);
    }

    /// <summary>The whole output.</summary>
    protected abstract void ComputeFull(ReadOnlySpan<byte> data, Span<byte> output);
}
