namespace MyIkev2.Engine.Esp;

/// <summary>
/// Which sequence numbers of an inbound SA have been seen (RFC 4303 section 3.4.3). A ring of bits, one per sequence number, a little longer than
/// the window, so that moving on clears whole words (the technique of RFC 6479). Width 0 accepts everything and still knows the highest number,
/// which the recovery of extended sequence numbers needs. One thread at a time.
/// </summary>
internal sealed class ReplayWindow
{
    /// <summary>The widest window that can be configured.</summary>
    public const int LargestWidth = 4096;

    private const int WordBits = 64;

    private readonly ulong[] _bits;
    private readonly ulong _wordMask;

    /// <param name="width">Sequence numbers up to the highest that are told apart; beyond <see cref="LargestWidth"/> counts as that, below 0 as 0.</param>
    public ReplayWindow(int width)
    {
        Width = Math.Clamp(width, 0, LargestWidth);
        var words = Width == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((Width + WordBits - 2) / WordBits) + 1);
        _bits = words == 0 ? [] : new ulong[words];
        _wordMask = (ulong)Math.Max(words - 1, 0);
    }

    public int Width { get; }

    /// <summary>The highest sequence number that was accepted; 0 before the first.</summary>
    public ulong Highest { get; private set; }

    /// <summary>True when the packet is neither too old nor a repeat. Changes nothing: the packet is not yet proven genuine.</summary>
    public bool IsNew(ulong sequence)
    {
        if (Width == 0)
        {
            return true;
        }

        if (sequence > Highest)
        {
            return true;
        }

        // The first packet of an SA has number 1 (RFC 4303 section 2.2).
        return sequence != 0 && Highest - sequence < (ulong)Width && (_bits[Word(sequence)] & Bit(sequence)) == 0;
    }

    /// <summary>Marks a packet that <see cref="IsNew"/> let pass and whose integrity is proven.</summary>
    public void Accept(ulong sequence)
    {
        if (sequence > Highest)
        {
            ClearUpTo(sequence);
            Highest = sequence;
        }

        if (Width != 0)
        {
            _bits[Word(sequence)] |= Bit(sequence);
        }
    }

    /// <summary>Takes up where another owner of the SA stopped: everything up to <paramref name="highest"/> counts as seen.</summary>
    public void ResumeAt(ulong highest)
    {
        if (highest > Highest)
        {
            Highest = highest;
            Array.Fill(_bits, ulong.MaxValue);
            ClearAbove(highest);
        }
    }

    private void ClearUpTo(ulong sequence)
    {
        if (Width == 0)
        {
            return;
        }

        var words = (sequence / WordBits) - (Highest / WordBits);
        if (words >= (ulong)_bits.Length)
        {
            Array.Clear(_bits);
            return;
        }

        for (var word = (Highest / WordBits) + 1; words > 0; word++, words--)
        {
            _bits[word & _wordMask] = 0;
        }
    }

    /// <summary>The rest of the word of the highest number belongs to numbers to come.</summary>
    private void ClearAbove(ulong highest)
    {
        if (Width != 0)
        {
            _bits[Word(highest)] = ulong.MaxValue >> (int)(WordBits - 1 - (highest % WordBits));
        }
    }

    private ulong Word(ulong sequence) => (sequence / WordBits) & _wordMask;

    private static ulong Bit(ulong sequence) => 1UL << (int)(sequence % WordBits);
}
