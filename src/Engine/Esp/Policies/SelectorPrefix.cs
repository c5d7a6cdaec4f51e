using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>A value of a selector field, left-aligned, and how many of its leading bits count.</summary>
internal readonly record struct SelectorPrefix(UInt128 Bits, int Length)
{
    /// <summary>Room for the pieces of a range in the policy table.</summary>
    public const int MaximumPieces = 16;

    /// <summary>Pieces of the worst range of IPv6 addresses: twice the bits of an address less two.</summary>
    public const int WorstAddressPieces = (2 * 128) - 2;

    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    /// <summary>
    /// The fewest prefixes that are together a range, in order. Where there is no room for them it becomes two that hold more than it: who finds an
    /// entry by them still compares.
    /// </summary>
    /// <param name="first">First value, right-aligned.</param>
    /// <param name="last">Last value; before <paramref name="first"/>: an empty range.</param>
    /// <param name="width">Bits of the field.</param>
    /// <param name="pieces">Room for two at least.</param>
    /// <returns>How many there are.</returns>
    public static int Split(UInt128 first, UInt128 last, int width, Span<SelectorPrefix> pieces)
    {
        var count = 0;
        for (var start = first; start <= last;)
        {
            if (count == pieces.Length)
            {
                return Cover(first, last, width, pieces);
            }

            // The largest aligned block that begins here and does not go beyond the end.
            var free = (int)UInt128.TrailingZeroCount(start);
            var span = last - start;
            var fits = span == UInt128.MaxValue ? 128 : 127 - (int)UInt128.LeadingZeroCount(span + 1);
            var bits = Math.Min(Math.Min(free, fits), width);
            pieces[count++] = new SelectorPrefix(start << (128 - width), width - bits);
            if (bits >= 128 || start + (UInt128.One << bits) is var next && next < start)
            {
                break;
            }

            start = next;
        }

        return count;
    }

    /// <summary>The two blocks on either side of the range's highest boundary.</summary>
    private static int Cover(UInt128 first, UInt128 last, int width, Span<SelectorPrefix> pieces)
    {
        var highest = 127 - (int)UInt128.LeadingZeroCount(first ^ last);
        var middle = last >> highest << highest;
        pieces[0] = Around(first, middle - 1, width);
        pieces[1] = Around(middle, last, width);
        return 2;
    }

    private static SelectorPrefix Around(UInt128 first, UInt128 last, int width)
    {
        var bits = 128 - (int)UInt128.LeadingZeroCount(first ^ last);
        var length = width - bits;
        return new SelectorPrefix((first << (128 - width)) & Mask(length), length);
    }
}
