namespace MyIkev2.Engine.Esp;

/// <summary>
/// Sequence numbers on the wire and in full. With extended numbers (ESN) only the low half travels; the receiver finds the high half from the
/// highest number it accepted (RFC 4303 section 2.2.1 and appendix A2).
/// </summary>
internal static class SequenceNumbers
{
    /// <summary>The last number an SA may use: a wrapped number would repeat a nonce and a replay could not be told (RFC 4303 section 3.3.3).</summary>
    public static ulong Last(bool extended) => extended ? ulong.MaxValue : uint.MaxValue;

    /// <summary>
    /// The full number of a received low half. <paramref name="width"/> is the replay window's width; without a window the half space around the
    /// highest number is the best guess. A wrong guess fails the integrity check.
    /// </summary>
    /// <returns>False when the number would lie before the SA's first packet.</returns>
    public static bool TryRecover(uint low, ulong highest, int width, out ulong sequence)
    {
        var window = width == 0 ? 1U << 31 : (uint)width;
        var highestHigh = (uint)(highest >> 32);
        var highestLow = (uint)highest;
        var bottom = highestLow - (window - 1);
        var high = highestHigh;
        if (highestLow >= window - 1)
        {
            // Case A: the window lies within one space of low halves.
            if (low < bottom)
            {
                if (highestHigh == uint.MaxValue)
                {
                    sequence = 0;
                    return false;
                }

                high = highestHigh + 1;
            }
        }
        else if (low >= bottom)
        {
            // Case B: the window spans two spaces; this is the older one. Before the first wrap there is none: with no window to fall out of,
            // the number is one far ahead, else it is too old.
            if (highestHigh == 0 && width != 0)
            {
                sequence = 0;
                return false;
            }

            high = highestHigh == 0 ? 0 : highestHigh - 1;
        }

        sequence = ((ulong)high << 32) | low;
        return true;
    }
}
