using System.Buffers;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-128 through the platform's class, for processors without the x86 instructions. A call costs over a microsecond whatever its length.
/// </summary>
internal readonly struct Aes128Platform : IAes128<Aes128Platform>
{
    private readonly Aes _aes;

    private Aes128Platform(Aes aes) => _aes = aes;

    public static Aes128Platform Create(ReadOnlySpan<byte> key)
    {
        Aes aes = Aes.Create();
        aes.SetKey(key);
        return new Aes128Platform(aes);
    }

    public Vector128<byte> Encrypt(Vector128<byte> block)
    {
        Span<byte> octets = stackalloc byte[AesMac.BlockLength];
        block.CopyTo(octets);
        _aes.EncryptEcb(octets, octets, PaddingMode.None);
        return Vector128.Create<byte>(octets);
    }

    /// <summary>The chain is what CBC encryption computes; its last block is the new state.</summary>
    public Vector128<byte> Chain(Vector128<byte> state, ReadOnlySpan<byte> blocks)
    {
        Span<byte> iv = stackalloc byte[AesMac.BlockLength];
        state.CopyTo(iv);
        byte[] rented = ArrayPool<byte>.Shared.Rent(blocks.Length);
        Span<byte> chained = rented.AsSpan(0, blocks.Length);
        _aes.EncryptCbc(blocks, iv, chained, PaddingMode.None);
        Vector128<byte> last = Vector128.Create<byte>(chained[^AesMac.BlockLength..]);
        CryptographicOperations.ZeroMemory(chained);
        ArrayPool<byte>.Shared.Return(rented);
        return last;
    }

    public void Dispose() => _aes.Dispose();
}
