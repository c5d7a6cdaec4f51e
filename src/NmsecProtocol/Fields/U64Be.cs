using System.Buffers.Binary;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>A 8-byte unsigned big-endian field. Blittable: its bytes in memory are its bytes on the wire.</summary>
public readonly struct U64Be(ulong value) : IEquatable<U64Be>
{
    private readonly ulong _wire = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    /// <summary>The number.</summary>
    public ulong Value => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_wire) : _wire;

    /// <summary>Puts a number into the field.</summary>
    public static implicit operator U64Be(ulong value) => new(value);

    /// <summary>Puts a number into the field.</summary>
    public static U64Be FromUInt64(ulong value) => new(value);

    /// <summary>Compares the numbers.</summary>
    public static bool operator ==(U64Be left, U64Be right) => left._wire == right._wire;

    /// <summary>Compares the numbers.</summary>
    public static bool operator !=(U64Be left, U64Be right) => left._wire != right._wire;

    /// <inheritdoc/>
    public bool Equals(U64Be other) => _wire == other._wire;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is U64Be other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
