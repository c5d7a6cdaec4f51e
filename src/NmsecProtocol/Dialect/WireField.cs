using System.Buffers.Binary;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>How the bytes of a field are to be read.</summary>
public enum FieldFormat
{
    /// <summary>An unsigned big-endian number of 1, 2, 4 or 8 bytes.</summary>
    Binary,

    /// <summary>Bits of a byte, counted from the most significant one.</summary>
    Bits,

    /// <summary>An IP address in network order.</summary>
    Address,

    /// <summary>EBCDIC text in code page IBM-1047, padded with blanks.</summary>
    Ebcdic,

    /// <summary>Bits that name something and count nothing, such as a cookie.</summary>
    Opaque,

    /// <summary>Bytes that must be zero.</summary>
    Reserved,
}

/// <summary>Where the place of a field comes from.</summary>
public enum FieldMark
{
    /// <summary>This project's design: another dialect may put it elsewhere.</summary>
    Design,

    /// <summary>The interface's published text: it stands there in every dialect.</summary>
    Fact,
}

/// <summary>One field of a dialect's structure: where it stands, how long it is, how it is read.</summary>
/// <param name="Name">The interface's name of the field.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Format">The kind of content.</param>
public readonly record struct WireField(string Name, int Offset, int Length, FieldFormat Format = FieldFormat.Binary)
{
    /// <summary>Where the field's place comes from.</summary>
    public FieldMark Mark { get; init; }

    /// <summary>The first bit of a <see cref="FieldFormat.Bits"/> field or of reserved bits; 0 is the most significant one of the byte at the offset.</summary>
    public int Bit { get; init; }

    /// <summary>The number of bits; zero for a field of whole bytes.</summary>
    public int BitLength { get; init; }

    /// <summary>The bits that the field takes, counted from the start of the structure.</summary>
    public (int Start, int End) BitRange
        => BitLength == 0 ? (Offset * 8, End * 8) : ((Offset * 8) + Bit, (Offset * 8) + Bit + BitLength);

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

    /// <summary>True if every byte, or bit, of the field is zero.</summary>
    public bool IsZero(ReadOnlySpan<byte> structure)
    {
        if (BitLength == 0)
        {
            return !Slice(structure).ContainsAnyExcept((byte)0);
        }

        var (start, end) = BitRange;
        for (var bit = start; bit < end; bit++)
        {
            if ((structure[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // A table that says so is broken, not a message: the dialect's own test visits every field.
    private InvalidOperationException NotANumber() => new($"{Name} has {Length} bytes and is no number.");
}
