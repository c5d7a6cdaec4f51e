using System.Security.Cryptography;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// The system's generator, drawn in blocks: a draw costs a copy instead of a system call. Octets handed out are wiped from the block at
/// once, so that a nonce or key is never found a second time in memory. Not thread-safe: one per thread.
/// </summary>
public sealed class SystemRandomSource : IRandomSource, IDisposable
{
    private const int BlockSize = 4096;

    // Pinned, so that the collector leaves no copies behind.
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
    private int _used = BlockSize;

    public void Fill(Span<byte> destination)
    {
        if (destination.Length > BlockSize / 4)
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        if (destination.Length > BlockSize - _used)
        {
            RandomNumberGenerator.Fill(_block);
            _used = 0;
        }

        var drawn = _block.AsSpan(_used, destination.Length);
        drawn.CopyTo(destination);
        drawn.Clear();
        _used += destination.Length;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_block);
        _used = BlockSize;
    }
}
