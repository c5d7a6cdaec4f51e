using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>
/// Writes BER elements one behind the other into a span, always in the shortest length form. A write that does not fit
/// latches <see cref="Overflowed"/> and writes nothing; the caller goes back with <see cref="Rewind"/>. Nothing is
/// allocated.
/// </summary>
public ref struct BerWriter
{
    /// <summary>Lengths below this take one octet.</summary>
    private const int ShortLengths = 0x80;

    private readonly Span<byte> _buffer;

    /// <summary>Writes from the first octet of <paramref name="buffer"/> on.</summary>
    public BerWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Octets written so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether something did not fit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Octets that still fit.</summary>
    public readonly int Remaining => _buffer.Length - Position;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..Position];

    /// <summary>Forgets everything behind <paramref name="position"/>, an overflow too.</summary>
    public void Rewind(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        Position = position;
        Overflowed = false;
    }

    /// <summary>A writer over the same octets that goes on here and has room up to <paramref name="end"/> only.</summary>
    internal readonly BerWriter Within(int end) => new(_buffer[..Math.Min(end, _buffer.Length)]) { Position = Position };

    /// <summary>Goes on where a writer over the same octets ended.</summary>
    internal void GoOnBehind(scoped in BerWriter other) => Position = other.Position;

    /// <summary>INTEGER, Integer32 or an enumeration.</summary>
    public void WriteInteger32(int value) => WriteNumber(BerTag.Integer, (uint)(value < 0 ? ~value : value), (ulong)value);

    /// <summary>Counter32: a larger total shows its low 32 bits, as the type wraps.</summary>
    public void WriteCounter32(ulong total) => WriteUnsigned(BerTag.Counter32, (uint)total);

    /// <summary>Gauge32 or Unsigned32.</summary>
    public void WriteGauge32(uint value) => WriteUnsigned(BerTag.Gauge32, value);

    /// <summary>TimeTicks in hundredths of a second.</summary>
    public void WriteTimeTicks(uint value) => WriteUnsigned(BerTag.TimeTicks, value);

    /// <summary>Counter64.</summary>
    public void WriteCounter64(ulong value) => WriteUnsigned(BerTag.Counter64, value);

    /// <summary>TruthValue (RFC 2579): true is 1, false is 2.</summary>
    public void WriteTruthValue(bool value) => WriteInteger32(value ? 1 : 2);

    /// <summary>OCTET STRING.</summary>
    public void WriteOctetString(scoped ReadOnlySpan<byte> octets) => WriteElement(BerTag.OctetString, octets);

    /// <summary>
    /// OCTET STRING with the UTF-8 form of <paramref name="text"/>, cut on a character boundary at
    /// <paramref name="maximumOctets"/>.
    /// </summary>
    public void WriteText(scoped ReadOnlySpan<char> text, int maximumOctets = 255)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var target = Reserve(BerTag.OctetString, Math.Min(length, maximumOctets));
        if (target.IsEmpty)
        {
            return;
        }

        Utf8.FromUtf16(text, target, out _, out var written);
        if (written < target.Length)
        {
            // A character of several octets stands on the cut: the element is shorter than first thought.
            Position -= target.Length + LengthOctets(target.Length) + 1;
            var start = Position;
            Reserve(BerTag.OctetString, written);
            target[..written].CopyTo(_buffer[(start + 1 + LengthOctets(written))..]);
        }
    }

    /// <summary>OBJECT IDENTIFIER as a value.</summary>
    public void WriteObjectIdentifier(ObjectIdentifier value) =>
        WriteElement(BerTag.ObjectIdentifier, value.EncodedContent);

    /// <summary>OBJECT IDENTIFIER from a prefix that is already encoded and the numbers that follow it.</summary>
    public void WriteObjectIdentifier(scoped ReadOnlySpan<byte> encodedPrefix, scoped ReadOnlySpan<uint> tail)
    {
        // With room to spare the numbers are written before their length is known: one pass for nearly all names.
        var longest = encodedPrefix.Length + (ObjectIdentifier.LongestNumber * tail.Length);
        if (longest < ShortLengths && longest + 2 <= _buffer.Length - Position && !Overflowed)
        {
            var element = _buffer[Position..];
            encodedPrefix.CopyTo(element[2..]);
            var end = 2 + encodedPrefix.Length;
            foreach (var number in tail)
            {
                end += ObjectIdentifier.EncodeOne(number, element[end..]);
            }

            element[0] = (byte)BerTag.ObjectIdentifier;
            element[1] = (byte)(end - 2);
            Position += end;
            return;
        }

        var length = encodedPrefix.Length + ObjectIdentifier.EncodedLengthOfTail(tail);
        var target = Reserve(BerTag.ObjectIdentifier, length);
        if (!target.IsEmpty)
        {
            encodedPrefix.CopyTo(target);
            ObjectIdentifier.EncodeTail(tail, target[encodedPrefix.Length..]);
        }
    }

    /// <summary>IpAddress; <paramref name="address"/> has four octets.</summary>
    public void WriteIpAddress(scoped ReadOnlySpan<byte> address)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address.Length, 4);
        WriteElement(BerTag.IpAddress, address);
    }

    /// <summary>An element without content: NULL or one of the three exceptions.</summary>
    public void WriteEmpty(BerTag tag) => WriteElement(tag, []);

    /// <summary>Any element with the given content.</summary>
    public void WriteElement(BerTag tag, scoped ReadOnlySpan<byte> content)
    {
        var target = Reserve(tag, content.Length);
        if (!target.IsEmpty)
        {
            content.CopyTo(target);
        }
    }

    /// <summary>
    /// Opens a SEQUENCE whose length is not known yet. What is written until <see cref="EndSequence"/> is its content.
    /// </summary>
    public int BeginSequence()
    {
        var start = Position;
        ReserveOctets(2);
        return start;
    }

    /// <summary>Closes the SEQUENCE opened at <paramref name="start"/>.</summary>
    public void EndSequence(int start)
    {
        if (Overflowed)
        {
            return;
        }

        // Two octets of header were kept; only a content above 127 octets has to move.
        var length = Position - start - 2;
        var lengthOctets = LengthOctets(length);
        if (lengthOctets > 1)
        {
            ReserveOctets(lengthOctets - 1);
            if (Overflowed)
            {
                return;
            }

            _buffer.Slice(start + 2, length).CopyTo(_buffer[(start + 1 + lengthOctets)..]);
        }

        PutHeader(_buffer[start..], BerTag.Sequence, length, lengthOctets);
    }

    /// <summary>
    /// Closes the variable binding opened at <paramref name="start"/>; false, with it taken back, if it does not fit or nothing was
    /// written behind its name.
    /// </summary>
    internal bool EndVarBind(int start, int beforeValue)
    {
        if (Position != beforeValue)
        {
            EndSequence(start);
            if (!Overflowed)
            {
                return true;
            }
        }

        Rewind(start);
        return false;
    }

    /// <summary>Octets that the length field of an element with <paramref name="length"/> content octets takes.</summary>
    internal static int LengthOctets(int length) => length switch
    {
        < 0x80 => 1,
        <= 0xFF => 2,
        <= 0xFFFF => 3,
        _ => 4,
    };

    /// <summary>Octets of a whole element with <paramref name="length"/> content octets.</summary>
    internal static int ElementLength(int length) => 1 + LengthOctets(length) + length;

    /// <summary>Content octets of an INTEGER.</summary>
    internal static int IntegerLength(long value) => MinimalLength((ulong)(value < 0 ? ~value : value));

    internal static void PutHeader(Span<byte> target, BerTag tag, int length, int lengthOctets)
    {
        target[0] = (byte)tag;
        if (lengthOctets == 1)
        {
            target[1] = (byte)length;
            return;
        }

        target[1] = (byte)(0x80 | (lengthOctets - 1));
        for (var i = lengthOctets; i > 1; i--)
        {
            target[i] = (byte)length;
            length >>= 8;
        }
    }

    /// <summary>Octets of the two's complement form of a number with that magnitude, sign bit included.</summary>
    private static int MinimalLength(ulong magnitude) => (65 - BitOperations.LeadingZeroCount(magnitude) + 7) / 8;

    private void WriteUnsigned(BerTag tag, ulong value) => WriteNumber(tag, value, value);

    /// <summary>Writes a number that is its <paramref name="magnitude"/>, or below zero the complement of that.</summary>
    private void WriteNumber(BerTag tag, ulong magnitude, ulong value)
    {
        const int Whole = 2 + sizeof(ulong);
        var length = MinimalLength(magnitude);
        if (length <= sizeof(ulong) && Whole <= _buffer.Length - Position && !Overflowed)
        {
            // All eight octets at once, the leading ones shifted out; what stands behind the number is written over later.
            var element = _buffer.Slice(Position, Whole);
            element[0] = (byte)tag;
            element[1] = (byte)length;
            BinaryPrimitives.WriteUInt64BigEndian(element[2..], value << (8 * (sizeof(ulong) - length)));
            Position += 2 + length;
            return;
        }

        var target = Reserve(tag, length);
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }
    }

    /// <summary>Writes identifier and length and gives the place of the content; empty on overflow.</summary>
    private Span<byte> Reserve(BerTag tag, int length)
    {
        var lengthOctets = LengthOctets(length);
        var element = ReserveOctets(1 + lengthOctets + length);
        if (element.IsEmpty)
        {
            return [];
        }

        PutHeader(element, tag, length, lengthOctets);
        return element[(1 + lengthOctets)..];
    }

    private Span<byte> ReserveOctets(int count)
    {
        if (Overflowed || count > _buffer.Length - Position)
        {
            Overflowed = true;
            return [];
        }

        var place = _buffer.Slice(Position, count);
        Position += count;
        return place;
    }
}
