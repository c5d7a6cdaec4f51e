using System.Buffers.Binary;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>A 2-byte unsigned big-endian field. Blittable: its bytes in memory are its bytes on the wire.</summary>
public readonly struct U16Be(ushort value) : IEquatable<U16Be>
{
    private readonly ushort _wire = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    /// <summary>The number.</summary>
    public ushort Value => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_wire) : _wire;

    /// <summary>Puts a number into the field.</summary>
    public static implicit operator U16Be(ushort value) => new(value);

    /// <summary>Puts a number into the field.</summary>
    public static U16Be FromUInt16(ushort value) => new(value);

    /// <summary>Compares the numbers.</summary>
    public static bool operator ==(U16Be left, U16Be right) => left._wire == right._wire;

    /// <summary>Compares the numbers.</summary>
    public static bool operator !=(U16Be left, U16Be right) => left._wire != right._wire;

    /// <inheritdoc/>
    public bool Equals(U16Be other) => _wire == other._wire;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is U16Be other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
