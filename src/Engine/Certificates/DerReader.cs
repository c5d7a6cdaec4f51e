namespace MyIkev2.Engine.Certificates;

/// <summary>
/// Walks DER (X.690) without copying and without exceptions: every method answers false for what is not there or not well-formed. Lengths are
/// definite and minimal, tags have one octet, nothing reaches over its parent's end. A false ends the structure it was asked in.
/// </summary>
internal struct DerReader(ReadOnlyMemory<byte> data)
{
    public const byte Boolean = 0x01;
    public const byte Integer = 0x02;
    public const byte BitString = 0x03;
    public const byte OctetString = 0x04;
    public const byte Null = 0x05;
    public const byte ObjectIdentifier = 0x06;
    public const byte Enumerated = 0x0a;
    public const byte UtcTime = 0x17;
    public const byte GeneralizedTime = 0x18;
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;

    private ReadOnlyMemory<byte> _rest = data;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly ReadOnlyMemory<byte> Rest => _rest;

    /// <summary>Tag of a context-specific element.</summary>
    public static byte Context(int number, bool constructed) => (byte)((constructed ? 0xa0 : 0x80) | number);

    /// <summary>True when there is an element and it has this tag.</summary>
    public readonly bool NextIs(byte tag) => !_rest.IsEmpty && _rest.Span[0] == tag;

    /// <summary>Takes any element.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="content">Its content.</param>
    /// <param name="whole">The element from its tag on.</param>
    public bool TryAny(out byte tag, out ReadOnlyMemory<byte> content, out ReadOnlyMemory<byte> whole)
    {
        tag = 0;
        content = whole = default;
        var span = _rest.Span;
        if (span.Length < 2 || (span[0] & 0x1f) == 0x1f || !TryLength(span[1..], out var octets, out var length) || length > span.Length - 1 - octets)
        {
            return false;
        }

        tag = span[0];
        content = _rest.Slice(1 + octets, length);
        whole = _rest[..(1 + octets + length)];
        _rest = _rest[(1 + octets + length)..];
        return true;
    }

    public bool TryContent(byte tag, out ReadOnlyMemory<byte> content) => TryWhole(tag, out content, out _);

    /// <summary>Takes an element that must have this tag.</summary>
    public bool TryWhole(byte tag, out ReadOnlyMemory<byte> content, out ReadOnlyMemory<byte> whole)
    {
        content = whole = default;
        return NextIs(tag) && TryAny(out _, out content, out whole);
    }

    /// <summary>Takes a constructed element and walks into it.</summary>
    public bool TryEnter(byte tag, out DerReader inner)
    {
        var found = TryContent(tag, out var content);
        inner = new DerReader(content);
        return found;
    }

    /// <summary>Takes an element that may be missing; false only when it is there and broken.</summary>
    public bool TryOptional(byte tag, out ReadOnlyMemory<byte>? content)
    {
        content = null;
        if (!NextIs(tag))
        {
            return true;
        }

        var found = TryContent(tag, out var octets);
        content = octets;
        return found;
    }

    /// <summary>A nonempty INTEGER's content octets, two's complement, most significant first.</summary>
    public bool TryInteger(out ReadOnlyMemory<byte> value) => TryContent(Integer, out value) && !value.IsEmpty;

    /// <summary>An INTEGER that is not negative, without leading zeros; empty for 0.</summary>
    public bool TryUnsigned(out ReadOnlyMemory<byte> value)
    {
        if (!TryInteger(out value) || (value.Span[0] & 0x80) != 0)
        {
            return false;
        }

        while (!value.IsEmpty && value.Span[0] == 0)
        {
            value = value[1..];
        }

        return true;
    }

    /// <summary>A small INTEGER that is not negative.</summary>
    public bool TrySmallInteger(out int value)
    {
        value = 0;
        if (!TryUnsigned(out var octets) || octets.Length > 3)
        {
            return false;
        }

        foreach (var octet in octets.Span)
        {
            value = (value << 8) | octet;
        }

        return true;
    }

    /// <summary>A BIT STRING of whole octets.</summary>
    public bool TryBitOctets(out ReadOnlyMemory<byte> octets)
    {
        var found = TryContent(BitString, out octets) && !octets.IsEmpty && octets.Span[0] == 0;
        octets = found ? octets[1..] : default;
        return found;
    }

    public bool TryBoolean(out bool value)
    {
        var found = TryContent(Boolean, out var content) && content.Length == 1 && content.Span[0] is 0 or 0xff;
        value = found && content.Span[0] != 0;
        return found;
    }

    /// <summary>UTCTime or GeneralizedTime of RFC 5280 section 4.1.2.5, as Unix milliseconds.</summary>
    public bool TryTime(out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        return NextIs(UtcTime) ? TryContent(UtcTime, out var utc) && DerTime.TryReadUtc(utc.Span, out unixMilliseconds)
            : TryContent(GeneralizedTime, out var general) && DerTime.TryReadGeneralized(general.Span, out unixMilliseconds);
    }

    /// <param name="span">From the length octets on.</param>
    /// <param name="octets">How many octets the length takes.</param>
    /// <param name="length">The length.</param>
    private static bool TryLength(ReadOnlySpan<byte> span, out int octets, out int length)
    {
        (octets, length) = (1, span[0]);
        if (length < 0x80)
        {
            return true;
        }

        var more = length & 0x7f;
        if (more is 0 or > 3 || span.Length < 1 + more || span[1] == 0)
        {
            return false;
        }

        (octets, length) = (1 + more, 0);
        foreach (var octet in span.Slice(1, more))
        {
            length = (length << 8) | octet;
        }

        return length >= 0x80;
    }
}
