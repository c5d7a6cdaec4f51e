using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Native memory for a prepared key: it does not move, so no copy of the key stays behind, and the collector has nothing in it to look at.
/// Cleared, then freed, on Dispose.
/// </summary>
internal abstract unsafe class KeyedMemory : NativeState
{
    private readonly int _length;

    protected KeyedMemory(int length, int alignment)
    {
        _length = length;
        Memory = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)alignment);
    }

    /// <summary>Null once disposed.</summary>
    protected byte* Memory { get; private set; }

    /// <summary>A disposed key is a fault of the owner, never of a peer.</summary>
    protected void CheckUsable() => ObjectDisposedException.ThrowIf(Memory == null, this);

    protected override void Free()
    {
        if (Memory != null)
        {
            CryptographicOperations.ZeroMemory(new Span<byte>(Memory, _length));
            NativeMemory.AlignedFree(Memory);
            Memory = null;
        }
    }
}
