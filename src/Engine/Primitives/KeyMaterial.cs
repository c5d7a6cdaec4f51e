using System.Security.Cryptography;

namespace MyIkev2.Engine;

/// <summary>
/// Secret bytes with one owner. The owner disposes it, which clears the bytes; text forms show the length only.
/// </summary>
public sealed class KeyMaterial : IDisposable
{
    private byte[] _bytes;

    /// <summary>Takes ownership of <paramref name="bytes"/>: the caller keeps no reference.</summary>
    public KeyMaterial(byte[] bytes) => _bytes = bytes;

    public static KeyMaterial Copy(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    public static KeyMaterial Empty { get; } = new([]);

    public int Length => _bytes.Length;

    public bool IsDisposed { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes;

    public void Dispose()
    {
        if (_bytes.Length == 0)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(_bytes);
        _bytes = [];
        IsDisposed = true;
    }

    public override string ToString() => $"[{Length} secret octets]";
}
