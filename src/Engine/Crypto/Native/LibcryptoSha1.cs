namespace MyIkev2.Engine.Crypto;

/// <summary>
/// SHA-1 by its own functions, whose context is a structure on the stack; where a build lacks them through EVP, one context per thread. For NAT detection
/// hashes only, which want no collision resistance: four in each set-up.
/// </summary>
internal sealed unsafe class LibcryptoSha1(EvpFunctions evp, nint digest, DigestFunction? direct) : IDisposable
{
    public const int Length = 20;

    private readonly PerThread<Context> _contexts = new(() => new Context(evp));

    public void Compute(ReadOnlySpan<byte> data, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, Length);
        if (direct is not null)
        {
            byte* state = stackalloc byte[DigestFunction.LongestContext];
            fixed (byte* input = data, result = output)
            {
                direct.Start(state);
                direct.Update(state, input, data.Length);
                direct.Finish(state, result);
            }

            return;
        }

        Context context = _contexts.Current;
        fixed (byte* input = data, result = output)
        {
            evp.Require(
                evp.DigestInit(context.Handle, digest, 0) == 1
                    && evp.DigestUpdate(context.Handle, input, (nuint)data.Length) == 1
                    && evp.DigestFinal(context.Handle, result, null) == 1,
                "SHA-1");
        }

        GC.KeepAlive(context);
    }

    public void Dispose() => _contexts.Dispose();

    private sealed class Context : NativeState
    {
        private readonly EvpFunctions _evp;

        public Context(EvpFunctions evp)
        {
            _evp = evp;
            Handle = evp.DigestContextNew();
            evp.Require(Handle != 0, "EVP_MD_CTX_new");
        }

        public nint Handle { get; }

        protected override void Free()
        {
            if (Handle != 0)
            {
                _evp.DigestContextFree(Handle);
            }
        }
    }
}
