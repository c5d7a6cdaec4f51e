using System.Buffers.Binary;

namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>
/// Reads BER elements from a span. The first error latches: every later read gives zero or empty, so a caller checks
/// <see cref="Error"/> once at the end of a structure. Nothing is allocated, every length is checked against what is
/// left before it is used, and nesting follows the caller's grammar: there is no recursion over input.
/// </summary>
public ref struct BerReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first octet of <paramref name="octets"/>.</summary>
    public BerReader(ReadOnlySpan<byte> octets) => _rest = octets;

    /// <summary>The first error met, or <see cref="BerError.None"/>.</summary>
    public BerError Error { get; private set; }

    /// <summary>Whether nothing is left to read, which is also so after an error.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Octets not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The identifier octet of the next element; 0 at the end.</summary>
    public readonly BerTag PeekTag => _rest.IsEmpty ? 0 : (BerTag)_rest[0];

    /// <summary>Reads one element with identifier <paramref name="tag"/> and gives its content octets.</summary>
    public ReadOnlySpan<byte> ReadContent(BerTag tag)
    {
        if (Error != BerError.None)
        {
            return [];
        }

        if (_rest.IsEmpty)
        {
            return Fail(BerError.Truncated);
        }

        if (_rest[0] != (byte)tag)
        {
            return Fail(BerError.UnexpectedTag);
        }

        var error = ReadLength(_rest[1..], out var lengthOctets, out var length);
        if (error != BerError.None)
        {
            return Fail(error);
        }

        var content = _rest.Slice(1 + lengthOctets, length);
        _rest = _rest[(1 + lengthOctets + length)..];
        return content;
    }

    /// <summary>Reads a constructed element and gives a reader over its content.</summary>
    public BerReader ReadConstructed(BerTag tag) => new(ReadContent(tag));

    /// <summary>Reads an INTEGER of at most four content octets. Octets that only repeat the sign are tolerated.</summary>
    public int ReadInteger32()
    {
        var content = ReadContent(BerTag.Integer);
        if (Error != BerError.None)
        {
            return 0;
        }

        if (content.IsEmpty || content.Length > 4)
        {
            Fail(BerError.BadValue);
            return 0;
        }

        return DecodeInteger32(content);
    }

    /// <summary>Reads Counter32, Gauge32 or TimeTicks: at most four octets, or five of which the first is zero.</summary>
    public uint ReadUnsigned32(BerTag tag)
    {
        var value = ReadUnsigned(tag, sizeof(uint));
        return (uint)value;
    }

    /// <summary>Reads a Counter64: at most eight octets, or nine of which the first is zero.</summary>
    public ulong ReadCounter64() => ReadUnsigned(BerTag.Counter64, sizeof(ulong));

    /// <summary>Reads an OCTET STRING.</summary>
    public ReadOnlySpan<byte> ReadOctetString() => ReadContent(BerTag.OctetString);

    /// <summary>
    /// Reads an OBJECT IDENTIFIER into <paramref name="subIdentifiers"/> (at least
    /// <see cref="ObjectIdentifier.MaximumLength"/> long) and gives the number of sub-identifiers.
    /// </summary>
    public int ReadObjectIdentifier(scoped Span<uint> subIdentifiers)
    {
        var content = ReadContent(BerTag.ObjectIdentifier);
        if (Error != BerError.None)
        {
            return 0;
        }

        if (!ObjectIdentifier.TryDecode(content, subIdentifiers, out var count))
        {
            Fail(BerError.BadObjectIdentifier);
            return 0;
        }

        return count;
    }

    /// <summary>
    /// Reads one element of any SNMP data type, or NULL, and checks that its content suits its type. Constructed and
    /// unknown types are errors.
    /// </summary>
    public ReadOnlySpan<byte> ReadAnyValue(out BerTag tag)
    {
        tag = PeekTag;
        var content = ReadContent(tag);
        if (Error == BerError.None && !ValueSuitsType(tag, content))
        {
            return Fail(BerError.BadValue);
        }

        return content;
    }

    /// <summary>Latches <see cref="BerError.TrailingOctets"/> if anything is left.</summary>
    public void ExpectEnd()
    {
        if (Error == BerError.None && !_rest.IsEmpty)
        {
            Fail(BerError.TrailingOctets);
        }
    }

    /// <summary>The number in the content of an INTEGER, of which there is at least one octet.</summary>
    internal static int DecodeInteger32(ReadOnlySpan<byte> content)
    {
        var value = (int)(sbyte)content[0];
        foreach (var octet in content[1..])
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    /// <summary>The number in the content of an unsigned type.</summary>
    internal static ulong DecodeUnsigned(ReadOnlySpan<byte> content)
    {
        var value = 0UL;
        foreach (var octet in content)
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    private static bool ValueSuitsType(BerTag tag, ReadOnlySpan<byte> content) => tag switch
    {
        BerTag.Integer => content.Length is >= 1 and <= 4,
        BerTag.OctetString or BerTag.Opaque => true,
        BerTag.Null or BerTag.NoSuchObject or BerTag.NoSuchInstance or BerTag.EndOfMibView => content.IsEmpty,
        BerTag.ObjectIdentifier => ObjectIdentifier.TryDecode(
            content, stackalloc uint[ObjectIdentifier.MaximumLength], out _),
        BerTag.IpAddress => content.Length == 4,
        BerTag.Counter32 or BerTag.Gauge32 or BerTag.TimeTicks => IsUnsigned(content, sizeof(uint)),
        BerTag.Counter64 => IsUnsigned(content, sizeof(ulong)),
        _ => false,
    };

    /// <summary>Whether these are content octets of a number of that many octets that is not below zero.</summary>
    internal static bool IsUnsigned(ReadOnlySpan<byte> content, int width) =>
        (content.Length >= 1 && content.Length <= width && content[0] < 0x80)
        || (content.Length == width + 1 && content[0] == 0);

    /// <summary>Definite forms only, at most four length octets; the length fits into what is left.</summary>
    private static BerError ReadLength(ReadOnlySpan<byte> octets, out int lengthOctets, out int length)
    {
        lengthOctets = 1;
        length = 0;
        if (octets.IsEmpty)
        {
            return BerError.Truncated;
        }

        var first = octets[0];
        if (first < 0x80)
        {
            length = first;
        }
        else
        {
            var following = first & 0x7F;
            if (following is 0 or > 4)
            {
                return BerError.BadLength;
            }

            if (octets.Length < 1 + following)
            {
                return BerError.Truncated;
            }

            Span<byte> wide = stackalloc byte[4];
            wide.Clear();
            octets.Slice(1, following).CopyTo(wide[(4 - following)..]);
            var claimed = BinaryPrimitives.ReadUInt32BigEndian(wide);
            if (claimed > int.MaxValue)
            {
                return BerError.Truncated;
            }

            lengthOctets = 1 + following;
            length = (int)claimed;
        }

        return length > octets.Length - lengthOctets ? BerError.Truncated : BerError.None;
    }

    private ulong ReadUnsigned(BerTag tag, int width)
    {
        var content = ReadContent(tag);
        if (Error != BerError.None)
        {
            return 0;
        }

        if (!IsUnsigned(content, width))
        {
            Fail(BerError.BadValue);
            return 0;
        }

        return DecodeUnsigned(content);
    }

    private ReadOnlySpan<byte> Fail(BerError error)
    {
        Error = error;
        _rest = [];
        return [];
    }
}
