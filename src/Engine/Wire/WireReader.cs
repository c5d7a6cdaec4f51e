using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// Reads big-endian fields. The first error latches: from then on every read returns zero or empty, so a
/// structure is read straight through and <see cref="Error"/> is looked at once, at its end.
/// </summary>
/// <remarks>
/// Nested structures are read through <see cref="Sub"/>, which cannot see past its own room, and given back
/// with <see cref="Close"/>, which takes over the first error and refuses left-over octets.
/// </remarks>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _span;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly int _baseOffset;
    private readonly string _structure;
    private int _position;
    private WireError _error;

    /// <summary>Reads a span; <see cref="Memory"/> then copies what it returns.</summary>
    /// <param name="span">The octets.</param>
    /// <param name="structure">Names the structure in errors.</param>
    /// <param name="baseOffset">Where <paramref name="span"/> starts in what errors count from.</param>
    public WireReader(ReadOnlySpan<byte> span, string structure = "", int baseOffset = 0)
        : this(span, default, structure, baseOffset)
    {
    }

    /// <summary>Reads a buffer; <see cref="Memory"/> then returns slices of it.</summary>
    public WireReader(ReadOnlyMemory<byte> memory, string structure = "", int baseOffset = 0)
        : this(memory.Span, memory, structure, baseOffset)
    {
    }

    private WireReader(ReadOnlySpan<byte> span, ReadOnlyMemory<byte> memory, string structure, int baseOffset)
    {
        _span = span;
        _memory = memory;
        _structure = structure;
        _baseOffset = baseOffset;
    }

    public readonly WireError Error => _error;

    public readonly bool Failed => _error.IsError;

    /// <summary>Octets not yet read; zero after an error.</summary>
    public readonly int Remaining => Failed ? 0 : _span.Length - _position;

    /// <summary>Where the next read happens, in the terms of <see cref="WireError.Offset"/>.</summary>
    public readonly int Offset => _baseOffset + _position;

    public byte U8(string? field = null)
    {
        ReadOnlySpan<byte> octets = Bytes(1, field);
        return octets.IsEmpty ? (byte)0 : octets[0];
    }

    public ushort U16(string? field = null)
    {
        ReadOnlySpan<byte> octets = Bytes(2, field);
        return octets.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(octets);
    }

    public uint U32(string? field = null)
    {
        ReadOnlySpan<byte> octets = Bytes(4, field);
        return octets.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(octets);
    }

    public ulong U64(string? field = null)
    {
        ReadOnlySpan<byte> octets = Bytes(8, field);
        return octets.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(octets);
    }

    /// <summary>The next <paramref name="count"/> octets, in place.</summary>
    public ReadOnlySpan<byte> Bytes(int count, string? field = null)
    {
        if (!Take(count, field))
        {
            return default;
        }

        return _span.Slice(_position - count, count);
    }

    /// <summary>The next octets as a slice of the buffer that is being read.</summary>
    public ReadOnlyMemory<byte> Memory(int count, string? field = null)
    {
        if (count == 0 || !Take(count, field))
        {
            return default;
        }

        return _memory.IsEmpty
            ? _span.Slice(_position - count, count).ToArray()
            : _memory.Slice(_position - count, count);
    }

    /// <summary>Steps over octets that a receiver ignores.</summary>
    public void Skip(int count, string? field = null) => Take(count, field);

    /// <summary>All remaining octets, in place.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(Remaining);

    /// <summary>All remaining octets as a slice of the buffer that is being read.</summary>
    public ReadOnlyMemory<byte> RestMemory() => Memory(Remaining);

    /// <summary>A reader of the next <paramref name="length"/> octets and no more.</summary>
    public WireReader Sub(int length, string structure)
    {
        int start = _position;
        if (!Take(length, structure))
        {
            return new WireReader(ReadOnlySpan<byte>.Empty, structure, Offset) { _error = _error };
        }

        ReadOnlyMemory<byte> memory = _memory.IsEmpty ? default : _memory.Slice(start, length);
        return new WireReader(_span.Slice(start, length), memory, structure, _baseOffset + start);
    }

    /// <summary>Ends a sub-reader: its error becomes ours; octets it left are an error.</summary>
    public void Close(ref WireReader sub)
    {
        sub.ExpectEnd();
        if (!Failed)
        {
            _error = sub._error;
        }
    }

    /// <summary>Latches <see cref="WireErrorCode.TrailingBytes"/> if anything is left.</summary>
    public void ExpectEnd()
    {
        if (Remaining > 0)
        {
            Fail(WireErrorCode.TrailingBytes);
        }
    }

    /// <summary>Latches an error at the current position, unless one is there already.</summary>
    public void Fail(WireErrorCode code, string? field = null, byte payloadType = 0) =>
        FailAt(Offset, code, field, payloadType);

    /// <summary>Latches an error at <paramref name="offset"/>, unless one is there already.</summary>
    public void FailAt(int offset, WireErrorCode code, string? field = null, byte payloadType = 0)
    {
        if (!Failed)
        {
            _error = new WireError(code, offset, field ?? _structure ?? string.Empty, payloadType);
        }
    }

    private bool Take(int count, string? field)
    {
        if (Failed)
        {
            return false;
        }

        if ((uint)count > (uint)(_span.Length - _position))
        {
            Fail(WireErrorCode.Truncated, field);
            return false;
        }

        _position += count;
        return true;
    }
}
