using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>16 bytes of EBCDIC text, padded on the right with blanks and not terminated.</summary>
/// <remarks>The default value is all zero bytes, not blanks; it reads as the empty string.</remarks>
[InlineArray(Size)]
public struct FixedText16 : IEquatable<FixedText16>
{
    /// <summary>The field's length in bytes.</summary>
    public const int Size = 16;

    private byte _first;

    /// <summary>A field with <paramref name="text"/> in it; what is longer than the field is cut.</summary>
    public FixedText16(ReadOnlySpan<char> text)
        => Ebcdic1047.EncodePadded(text, MemoryMarshal.CreateSpan(ref _first, Size));

    /// <summary>The text without its padding.</summary>
    public override readonly string ToString()
        => Ebcdic1047.DecodePadded(MemoryMarshal.CreateReadOnlySpan(in _first, Size));

    /// <summary>Compares the bytes.</summary>
    public static bool operator ==(FixedText16 left, FixedText16 right) => left.Equals(right);

    /// <summary>Compares the bytes.</summary>
    public static bool operator !=(FixedText16 left, FixedText16 right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(FixedText16 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is FixedText16 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
