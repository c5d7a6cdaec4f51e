using System.Globalization;

namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>
/// An immutable object identifier: 2 to 128 sub-identifiers of 32 bits (RFC 2578 section 3.5). Compared in
/// lexicographical order, which is the order of GETNEXT.
/// </summary>
public sealed class ObjectIdentifier : IComparable<ObjectIdentifier>, IEquatable<ObjectIdentifier>
{
    /// <summary>Most sub-identifiers of a name in SNMP.</summary>
    public const int MaximumLength = 128;

    /// <summary>Most octets of one number.</summary>
    internal const int LongestNumber = 5;

    private readonly uint[] _subIdentifiers;
    private readonly byte[] _encoded;

    /// <summary>Makes an object identifier.</summary>
    /// <exception cref="ArgumentException">The numbers cannot be an SNMP object identifier.</exception>
    public ObjectIdentifier(params ReadOnlySpan<uint> subIdentifiers)
    {
        if (!IsValid(subIdentifiers))
        {
            throw new ArgumentException("An SNMP object identifier has 2 to 128 sub-identifiers; the first is 0 to 2, "
                + "the second below 40 under the first two arcs.", nameof(subIdentifiers));
        }

        _subIdentifiers = subIdentifiers.ToArray();
        _encoded = new byte[EncodedLength(subIdentifiers)];
        Encode(subIdentifiers, _encoded);
    }

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<uint> SubIdentifiers => _subIdentifiers;

    /// <summary>The BER content octets, without identifier and length.</summary>
    public ReadOnlySpan<byte> EncodedContent => _encoded;

    /// <summary>Number of sub-identifiers.</summary>
    public int Length => _subIdentifiers.Length;

    /// <summary>Reads the dotted form, with or without a leading dot.</summary>
    public static bool TryParse(string? text, out ObjectIdentifier? value)
    {
        value = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var parts = (text[0] == '.' ? text[1..] : text).Split('.');
        var numbers = new uint[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!uint.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        if (!IsValid(numbers))
        {
            return false;
        }

        value = new ObjectIdentifier(numbers);
        return true;
    }

    /// <summary>Reads the dotted form.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ObjectIdentifier Parse(string text) =>
        TryParse(text, out var value) ? value! : throw new FormatException($"'{text}' is not an object identifier.");

    /// <summary>This identifier with more sub-identifiers behind.</summary>
    public ObjectIdentifier Append(params ReadOnlySpan<uint> subIdentifiers) =>
        new([.. _subIdentifiers, .. subIdentifiers]);

    /// <summary>Whether <paramref name="name"/> is this identifier or lies below it.</summary>
    public bool Contains(ReadOnlySpan<uint> name) => name.StartsWith(_subIdentifiers);

    /// <inheritdoc/>
    public int CompareTo(ObjectIdentifier? other) =>
        other is null ? 1 : SubIdentifiers.SequenceCompareTo(other.SubIdentifiers);

    /// <inheritdoc/>
    public bool Equals(ObjectIdentifier? other) =>
        other is not null && SubIdentifiers.SequenceEqual(other.SubIdentifiers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObjectIdentifier);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_encoded);
        return hash.ToHashCode();
    }

    /// <summary>The dotted form without a leading dot.</summary>
    public override string ToString() => string.Join('.', _subIdentifiers);

    /// <summary>Order of two identifiers.</summary>
    public static bool operator <(ObjectIdentifier left, ObjectIdentifier right) => left.CompareTo(right) < 0;

    /// <summary>Order of two identifiers.</summary>
    public static bool operator >(ObjectIdentifier left, ObjectIdentifier right) => left.CompareTo(right) > 0;

    /// <summary>Order of two identifiers.</summary>
    public static bool operator <=(ObjectIdentifier left, ObjectIdentifier right) => left.CompareTo(right) <= 0;

    /// <summary>Order of two identifiers.</summary>
    public static bool operator >=(ObjectIdentifier left, ObjectIdentifier right) => left.CompareTo(right) >= 0;

    /// <summary>Equality by value.</summary>
    public static bool operator ==(ObjectIdentifier? left, ObjectIdentifier? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(ObjectIdentifier? left, ObjectIdentifier? right) => !(left == right);

    /// <summary>Decodes content octets. False if they are empty, padded, too long or a number is above 2^32-1.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> content, Span<uint> subIdentifiers, out int count)
    {
        count = 0;
        if (content.IsEmpty || (content[^1] & 0x80) != 0)
        {
            return false;
        }

        var number = 0UL;
        var atStart = true;
        foreach (var octet in content)
        {
            if (atStart && octet == 0x80)
            {
                return false;
            }

            number = (number << 7) | (uint)(octet & 0x7F);
            if (number > uint.MaxValue)
            {
                return false;
            }

            atStart = (octet & 0x80) == 0;
            if (!atStart)
            {
                continue;
            }

            if (count == 0)
            {
                // X.690 8.19.4: the first number on the wire carries two; only arc 2 goes beyond 39.
                var arc = Math.Min((uint)number / 40, 2);
                subIdentifiers[0] = arc;
                subIdentifiers[1] = (uint)number - (arc * 40);
                count = 2;
            }
            else if (count == MaximumLength || count == subIdentifiers.Length)
            {
                return false;
            }
            else
            {
                subIdentifiers[count++] = (uint)number;
            }

            number = 0;
        }

        return true;
    }

    internal static int EncodedLength(uint subIdentifier) => subIdentifier switch
    {
        < 1U << 7 => 1,
        < 1U << 14 => 2,
        < 1U << 21 => 3,
        < 1U << 28 => 4,
        _ => 5,
    };

    /// <summary>Length of the base-128 form of each number, without the fusion of the first two.</summary>
    internal static int EncodedLengthOfTail(ReadOnlySpan<uint> subIdentifiers)
    {
        var length = 0;
        foreach (var number in subIdentifiers)
        {
            length += EncodedLength(number);
        }

        return length;
    }

    internal static int EncodedLength(ReadOnlySpan<uint> subIdentifiers) =>
        EncodedLength((subIdentifiers[0] * 40) + subIdentifiers[1]) + EncodedLengthOfTail(subIdentifiers[2..]);

    internal static void Encode(ReadOnlySpan<uint> subIdentifiers, Span<byte> target)
    {
        var used = EncodeOne((subIdentifiers[0] * 40) + subIdentifiers[1], target);
        EncodeTail(subIdentifiers[2..], target[used..]);
    }

    internal static void EncodeTail(ReadOnlySpan<uint> subIdentifiers, Span<byte> target)
    {
        foreach (var number in subIdentifiers)
        {
            target = target[EncodeOne(number, target)..];
        }
    }

    /// <summary>Whether the numbers can be encoded at all.</summary>
    internal static bool IsValid(ReadOnlySpan<uint> subIdentifiers) =>
        subIdentifiers.Length is >= 2 and <= MaximumLength
        && subIdentifiers[0] <= 2
        && (subIdentifiers[0] == 2 ? subIdentifiers[1] <= uint.MaxValue - 80 : subIdentifiers[1] < 40);

    /// <summary>Writes the base-128 form of a number and gives its length.</summary>
    internal static int EncodeOne(uint number, Span<byte> target)
    {
        if (number < 0x80)
        {
            target[0] = (byte)number;
            return 1;
        }

        if (number < 1U << 14)
        {
            target[1] = (byte)(number & 0x7F);
            target[0] = (byte)(0x80 | (number >> 7));
            return 2;
        }

        var length = EncodedLength(number);
        for (var i = length - 1; i >= 0; i--)
        {
            target[i] = (byte)((number & 0x7F) | (i == length - 1 ? 0U : 0x80U));
            number >>= 7;
        }

        return length;
    }
}
