using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// Writes big-endian fields into a caller's span. Running out of room latches: later writes do nothing and
/// <see cref="Length"/> stays -1, so a message is written straight through and checked once.
/// </summary>
public ref struct WireWriter(Span<byte> destination)
{
    private const int Overflown = -1;

    private readonly Span<byte> _destination = destination;
    private int _length;

    /// <summary>Octets written so far, or -1 once something did not fit.</summary>
    public readonly int Length => _length;

    public readonly bool Failed => _length < 0;

    /// <summary>What was written; empty after an overflow.</summary>
    public readonly ReadOnlySpan<byte> Written => Failed ? default : _destination[.._length];

    public void U8(byte value)
    {
        if (Claim(1, out Span<byte> room))
        {
            room[0] = value;
        }
    }

    public void U16(ushort value)
    {
        if (Claim(2, out Span<byte> room))
        {
            BinaryPrimitives.WriteUInt16BigEndian(room, value);
        }
    }

    public void U32(uint value)
    {
        if (Claim(4, out Span<byte> room))
        {
            BinaryPrimitives.WriteUInt32BigEndian(room, value);
        }
    }

    public void U64(ulong value)
    {
        if (Claim(8, out Span<byte> room))
        {
            BinaryPrimitives.WriteUInt64BigEndian(room, value);
        }
    }

    public void Bytes(ReadOnlySpan<byte> octets)
    {
        if (Claim(octets.Length, out Span<byte> room))
        {
            octets.CopyTo(room);
        }
    }

    /// <summary>Writes <paramref name="count"/> zero octets.</summary>
    public void Zeros(int count)
    {
        if (Claim(count, out Span<byte> room))
        {
            room.Clear();
        }
    }

    /// <summary>Marks the output as impossible: a value does not fit its field.</summary>
    public void Fail() => _length = Overflown;

    /// <summary>Overwrites octets already written, such as a field known only at the end.</summary>
    public readonly void PatchU8(int offset, byte value)
    {
        if (!Failed)
        {
            _destination[offset] = value;
        }
    }

    /// <inheritdoc cref="PatchU8"/>
    public readonly void PatchU32(int offset, uint value)
    {
        if (!Failed)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_destination[offset..], value);
        }
    }

    /// <summary>
    /// Reserves a 16-bit length field that <see cref="LengthScope.Dispose"/> fills in. The length counts from
    /// <paramref name="octetsBefore"/> octets before the field, so the field itself is always inside.
    /// </summary>
    [UnscopedRef]
    public LengthScope Length16(int octetsBefore = 0)
    {
        int start = _length - octetsBefore;
        Claim(2, out Span<byte> field);
        return new LengthScope(ref _length, field, start);
    }

    private bool Claim(int count, out Span<byte> room)
    {
        if (Failed || count > _destination.Length - _length)
        {
            Fail();
            room = default;
            return false;
        }

        room = _destination.Slice(_length, count);
        _length += count;
        return true;
    }

    /// <summary>An open length field; see <see cref="Length16"/>.</summary>
    public readonly ref struct LengthScope
    {
        private readonly ref int _length;
        private readonly Span<byte> _field;
        private readonly int _start;

        internal LengthScope(ref int length, Span<byte> field, int start)
        {
            _length = ref length;
            _field = field;
            _start = start;
        }

        /// <summary>Fills the field; a length above 65535 makes the writer fail.</summary>
        public void Dispose()
        {
            if (_length < 0)
            {
                return;
            }

            int measured = _length - _start;
            if (measured > ushort.MaxValue)
            {
                _length = Overflown;
                return;
            }

            BinaryPrimitives.WriteUInt16BigEndian(_field, (ushort)measured);
        }
    }
}
