namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>
/// Writes BER elements in front of octets that already stand in a buffer, the last element first. Every length is known
/// when its header is written, so no octet is moved. What does not fit latches <see cref="Overflowed"/> and is left out.
/// </summary>
internal ref struct BerBackwardWriter
{
    private readonly Span<byte> _buffer;

    /// <summary>Writes in front of <paramref name="start"/>.</summary>
    internal BerBackwardWriter(Span<byte> buffer, int start)
    {
        _buffer = buffer;
        Start = start;
    }

    /// <summary>Where the first octet written so far stands.</summary>
    internal int Start { get; private set; }

    /// <summary>Whether something did not fit.</summary>
    internal bool Overflowed { get; private set; }

    /// <summary>Identifier and length of an element whose content stands from <see cref="Start"/> to <paramref name="end"/>.</summary>
    internal void PrependHeader(BerTag tag, int end)
    {
        var length = end - Start;
        var lengthOctets = BerWriter.LengthOctets(length);
        if (TryTake(1 + lengthOctets))
        {
            BerWriter.PutHeader(_buffer[Start..], tag, length, lengthOctets);
        }
    }

    /// <summary>INTEGER.</summary>
    internal void PrependInteger(int value)
    {
        var length = BerWriter.IntegerLength(value);
        if (!TryTake(2 + length))
        {
            return;
        }

        BerWriter.PutHeader(_buffer[Start..], BerTag.Integer, length, 1);
        for (var i = length + 1; i >= 2; i--)
        {
            _buffer[Start + i] = (byte)value;
            value >>= 8;
        }
    }

    /// <summary>OCTET STRING.</summary>
    internal void PrependOctetString(scoped ReadOnlySpan<byte> octets)
    {
        var end = Start;
        if (TryTake(octets.Length))
        {
            octets.CopyTo(_buffer[Start..]);
            PrependHeader(BerTag.OctetString, end);
        }
    }

    private bool TryTake(int count)
    {
        if (Overflowed || count > Start)
        {
            Overflowed = true;
            return false;
        }

        Start -= count;
        return true;
    }
}
