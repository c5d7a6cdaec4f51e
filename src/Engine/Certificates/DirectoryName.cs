using System.Text;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// Comparison of distinguished names (RFC 5280 section 7.1): the order of their parts and the kinds of their strings do not matter for the meaning of a
/// value, only the first does. Text compares without case, with runs of spaces as one.
/// </summary>
internal static class DirectoryName
{
    private const byte Utf8String = 0x0c;
    private const byte PrintableString = 0x13;
    private const byte TeletexString = 0x14;
    private const byte Ia5String = 0x16;
    private const byte BmpString = 0x1e;

    /// <summary>True when the two DER names mean the same.</summary>
    public static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        left.Span.SequenceEqual(right.Span) || (Compare(left, right, out var rest) && rest);

    /// <summary>True when <paramref name="name"/> lies below <paramref name="root"/>: the directory subtree of name constraints.</summary>
    public static bool IsWithin(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> root) => Compare(root, name, out _);

    /// <summary>True when <paramref name="shorter"/> is a prefix of <paramref name="longer"/>.</summary>
    /// <param name="shorter">One name.</param>
    /// <param name="longer">Another.</param>
    /// <param name="wholly">They are the same.</param>
    private static bool Compare(ReadOnlyMemory<byte> shorter, ReadOnlyMemory<byte> longer, out bool wholly)
    {
        wholly = false;
        var left = new DerReader(shorter);
        var right = new DerReader(longer);
        if (!left.TryEnter(DerReader.Sequence, out var leftParts) || !right.TryEnter(DerReader.Sequence, out var rightParts))
        {
            return false;
        }

        while (!leftParts.IsEmpty)
        {
            if (!leftParts.TryEnter(DerReader.Set, out var leftSet) || !rightParts.TryEnter(DerReader.Set, out var rightSet) || !SamePart(leftSet, rightSet))
            {
                return false;
            }
        }

        wholly = rightParts.IsEmpty;
        return true;
    }

    private static bool SamePart(DerReader left, DerReader right)
    {
        while (!left.IsEmpty)
        {
            if (!left.TryEnter(DerReader.Sequence, out var one) || !right.TryEnter(DerReader.Sequence, out var other)
                || !one.TryContent(DerReader.ObjectIdentifier, out var type) || !other.TryContent(DerReader.ObjectIdentifier, out var otherType)
                || !type.Span.SequenceEqual(otherType.Span)
                || !one.TryAny(out var tag, out var value, out var whole) || !other.TryAny(out var otherTag, out var otherValue, out var otherWhole))
            {
                return false;
            }

            if (!whole.Span.SequenceEqual(otherWhole.Span)
                && !(Text(tag, value.Span) is { } text && Text(otherTag, otherValue.Span) is { } otherText
                    && string.Equals(text, otherText, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return right.IsEmpty;
    }

    /// <summary>The text of a string type with its spaces folded; null for anything else.</summary>
    private static string? Text(byte tag, ReadOnlySpan<byte> value)
    {
        var text = tag switch
        {
            Utf8String or PrintableString or Ia5String => Encoding.UTF8.GetString(value),
            TeletexString => Encoding.Latin1.GetString(value),
            BmpString => Encoding.BigEndianUnicode.GetString(value),
            _ => null,
        };
        return text is null ? null : string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
