using System.Buffers.Binary;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>A 4-byte unsigned big-endian field. Blittable: its bytes in memory are its bytes on the wire.</summary>
public readonly struct U32Be(uint value) : IEquatable<U32Be>
{
    private readonly uint _wire = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    /// <summary>The number.</summary>
    public uint Value => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_wire) : _wire;

    /// <summary>Puts a number into the field.</summary>
    public static implicit operator U32Be(uint value) => new(value);

    /// <summary>Puts a number into the field.</summary>
    public static U32Be FromUInt32(uint value) => new(value);

    /// <summary>Compares the numbers.</summary>
    public static bool operator ==(U32Be left, U32Be right) => left._wire == right._wire;

    /// <summary>Compares the numbers.</summary>
    public static bool operator !=(U32Be left, U32Be right) => left._wire != right._wire;

    /// <inheritdoc/>
    public bool Equals(U32Be other) => _wire == other._wire;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is U32Be other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
