using System.Buffers.Binary;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>How the bytes of a field are to be read.</summary>
public enum FieldFormat
{
    /// <summary>An unsigned big-endian number, an address or a set of bits.</summary>
    Binary,

    /// <summary>EBCDIC text in code page IBM-1047, padded with blanks.</summary>
    Ebcdic,

    /// <summary>Bits that name something and count nothing, such as a cookie.</summary>
    Opaque,

    /// <summary>Bytes that must be zero.</summary>
    Reserved,
}

/// <summary>One field of a dialect's structure: where it stands, how long it is, how it is read.</summary>
/// <param name="Name">The interface's name of the field.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Format">The kind of content.</param>
public readonly record struct WireField(string Name, int Offset, int Length, FieldFormat Format = FieldFormat.Binary)
{
    /// <summary>The offset of the first byte after the field.</summary>
    public int End => Offset + Length;

    /// <summary>The field's bytes inside a structure.</summary>
    public Span<byte> Slice(Span<byte> structure) => structure.Slice(Offset, Length);

    /// <summary>The field's bytes inside a structure.</summary>
    public ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> structure) => structure.Slice(Offset, Length);

    /// <summary>Reads an unsigned number of 1, 2, 4 or 8 bytes.</summary>
    public ulong Read(ReadOnlySpan<byte> structure)
    {
        var bytes = Slice(structure);
        return Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            _ => throw NotANumber(),
        };
    }

    /// <summary>Writes an unsigned number of 1, 2, 4 or 8 bytes; bits that do not fit are dropped.</summary>
    public void Write(Span<byte> structure, ulong value)
    {
        var bytes = Slice(structure);
        switch (Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
                break;
            case 8:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
                break;
            default:
                throw NotANumber();
        }
    }

    /// <summary>True if every byte of the field is zero.</summary>
    public bool IsZero(ReadOnlySpan<byte> structure) => !Slice(structure).ContainsAnyExcept((byte)0);

    // A table that says so is broken, not a message: the dialect's own test visits every field.
    private InvalidOperationException NotANumber() => new($"{Name} has {Length} bytes and is no number.");
}
