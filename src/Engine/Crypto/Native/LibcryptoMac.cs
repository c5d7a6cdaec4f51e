using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>HMAC and AES-CMAC through EVP_MAC, one context per thread.</summary>
internal sealed class LibcryptoMac : IMac, IKeyExpander, IDisposable
{
    private const int LongestOutput = 64;

    private readonly PerThread<MacContext> _contexts;
    private readonly DigestFunction? _digest;

    /// <param name="evp">The library's functions.</param>
    /// <param name="mac">Fetched EVP_MAC.</param>
    /// <param name="parameter">Name of the parameter that chooses the digest or cipher.</param>
    /// <param name="choice">Its value.</param>
    /// <param name="outputLength">Octets of the untruncated output.</param>
    /// <param name="probeKeyLength">A key length that this MAC takes.</param>
    /// <param name="digest">The digest's own functions, for HMAC with keys that stay.</param>
    public LibcryptoMac(
        EvpFunctions evp, nint mac, string parameter, string choice, int outputLength, int probeKeyLength, DigestFunction? digest = null)
    {
        OutputLength = outputLength;
        _contexts = new PerThread<MacContext>(() => new MacContext(evp, mac, parameter, choice));
        CanExpand = RestartWorks(probeKeyLength);
        _digest = digest is not null && KeptPadsWork(digest, probeKeyLength) ? digest : null;
    }

    public int OutputLength { get; }

    /// <summary>Some releases did not reset on initialization without a key; probed at start.</summary>
    public bool CanExpand { get; }

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        MacContext context = _contexts.Current;
        context.Start(key);
        context.Update(first);
        context.Update(second);
        context.Finish(output[..OutputLength]);
        GC.KeepAlive(context);
    }

    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[LongestOutput];
        block = block[..OutputLength];
        Span<byte> counter = stackalloc byte[1];
        MacContext context = _contexts.Current;
        context.Start(key);
        for (int number = 1; output.Length > 0; number++)
        {
            if (number > 1)
            {
                context.Restart();
                context.Update(block);
            }

            counter[0] = (byte)number;
            context.Update(seed);
            context.Update(counter);
            context.Finish(block);
            int length = Math.Min(block.Length, output.Length);
            block[..length].CopyTo(output);
            output = output[length..];
        }

        CryptographicOperations.ZeroMemory(block);
        GC.KeepAlive(context);
    }

    public IKeyedIntegrity? Bind(ReadOnlySpan<byte> key, int icvLength) => _digest is null ? null : new KeyedHmac(_digest, key, icvLength);

    public void Dispose() => _contexts.Dispose();

    /// <summary>The layout of the digests' contexts is public, but nothing forbids a build to have another: it must give the same as EVP.</summary>
    private bool KeptPadsWork(DigestFunction digest, int keyLength)
    {
        byte[] key = new byte[keyLength];
        key.AsSpan().Fill(0x3c);
        byte[] expected = new byte[OutputLength];
        using KeyedHmac keyed = new(digest, key, OutputLength);
        bool works = true;
        foreach (int length in (ReadOnlySpan<int>)[0, 1, digest.BlockLength - 1, digest.BlockLength, 3 * digest.BlockLength])
        {
            byte[] data = new byte[length];
            data.AsSpan().Fill((byte)length);
            Compute(key, data, default, expected);
            works &= keyed.Verify(data, expected);
        }

        return works;
    }

    private bool RestartWorks(int keyLength)
    {
        Span<byte> key = stackalloc byte[keyLength];
        key.Fill(0x5a);
        Span<byte> first = stackalloc byte[OutputLength];
        Span<byte> again = stackalloc byte[OutputLength];
        MacContext context = _contexts.Current;
        context.Start(key);
        context.Update(key);
        context.Finish(first);
        bool restarted = context.TryRestart();
        if (restarted)
        {
            context.Update(key);
            context.Finish(again);
        }

        GC.KeepAlive(context);
        return restarted && first.SequenceEqual(again);
    }
}
