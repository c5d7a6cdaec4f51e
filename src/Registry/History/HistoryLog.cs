namespace MyIkev2.Registry;

/// <summary>
/// A bounded log of rows. Writers (the shards, when something ended or failed) take turns; readers take the current window, which is immutable,
/// and wait for nobody. A row that is pushed out by others of the same batch is never made.
/// </summary>
internal sealed class HistoryLog<T>
    where T : HistoryRow
{
    private const int ChunkSize = HistoryWindow<T>.ChunkSize;

    private readonly Lock _writing = new();
    private volatile HistoryWindow<T> _window;

    public HistoryLog(int depth) => _window = new HistoryWindow<T>([], 1, 1, 0, depth, 0);

    public HistoryWindow<T> Window => _window;

    /// <summary>Enters rows, oldest first.</summary>
    /// <param name="rows">The newest rows of a batch.</param>
    /// <param name="skipped">Older rows of the batch that the log is too small for; they have numbers all the same.</param>
    public void Append(ReadOnlySpan<T> rows, int skipped = 0)
    {
        if (rows.Length + skipped == 0)
        {
            return;
        }

        lock (_writing)
        {
            var old = _window;
            var next = old.Last + 1 + (ulong)skipped;
            foreach (var row in rows)
            {
                row.Enter((uint)next++);
            }

            _window = old.Depth == 0
                ? new HistoryWindow<T>([], next, next, next - 1, 0, old.Dropped)
                : Extend(old, rows, (ulong)skipped);
        }
    }

    /// <summary>Changes how many rows are kept. The oldest go at once when there are too many; that does not count as dropped.</summary>
    public void SetDepth(int depth)
    {
        lock (_writing)
        {
            var old = _window;
            var first = Oldest(old.First, old.Last, depth);
            var (chunks, @base) = Trim(old.Chunks, old.Base, first);
            _window = new HistoryWindow<T>(chunks, @base, first, old.Last, depth, old.Dropped);
        }
    }

    private static HistoryWindow<T> Extend(HistoryWindow<T> old, ReadOnlySpan<T> rows, ulong skipped)
    {
        var last = old.Last + skipped + (ulong)rows.Length;
        var first = Oldest(old.First, last, old.Depth);
        if (skipped > 0)
        {
            // What is skipped leaves a gap, and nothing before it is kept.
            first = Math.Max(first, old.Last + skipped + 1);
        }

        // Slots beyond the old window's last row are nobody's yet.
        var start = old.Last + skipped + 1;
        var (chunks, @base) = skipped > 0 ? ([], first) : Trim(old.Chunks, old.Base, first);
        var needed = (int)((last - @base) / ChunkSize) + 1;
        if (needed > chunks.Length)
        {
            var more = new T[needed][];
            chunks.CopyTo(more, 0);
            for (var i = chunks.Length; i < needed; i++)
            {
                more[i] = new T[ChunkSize];
            }

            chunks = more;
        }

        var dropped = old.Dropped + (first - old.First);
        for (var i = 0; i < rows.Length; i++)
        {
            var number = start + (ulong)i;
            if (number >= @base)
            {
                var slot = (int)(number - @base);
                chunks[slot / ChunkSize][slot % ChunkSize] = rows[i];
            }
        }

        return new HistoryWindow<T>(chunks, @base, first, last, old.Depth, dropped);
    }

    private static ulong Oldest(ulong first, ulong last, int depth) => last >= (ulong)depth ? Math.Max(first, last - (ulong)depth + 1) : first;

    /// <summary>Lets go of the chunks in which every row is older than <paramref name="first"/>.</summary>
    private static (T[][] Chunks, ulong Base) Trim(T[][] chunks, ulong @base, ulong first)
    {
        var gone = (int)Math.Min((first - @base) / ChunkSize, (ulong)chunks.Length);
        return gone == chunks.Length ? ([], first) : gone == 0 ? (chunks, @base) : (chunks[gone..], @base + (ulong)gone * ChunkSize);
    }
}
