namespace MyIkev2.Registry;

/// <summary>
/// An immutable list of tunnel snapshots in chunks, ordered by tunnel id and, within an id, newest generation first. An update copies only
/// the chunks it touches, so that a turn's changes cost the same at a hundred and at a hundred thousand tunnels.
/// </summary>
public sealed class SnapshotList
{
    /// <summary>A chunk that grows past this is split.</summary>
    internal const int ChunkCapacity = 256;

    private readonly IkeTunnelSnapshot[][] _chunks;

    private SnapshotList(IkeTunnelSnapshot[][] chunks, int count, in TunnelTally tally)
    {
        _chunks = chunks;
        Count = count;
        Tally = tally;
    }

    /// <summary>No snapshots.</summary>
    public static SnapshotList Empty { get; } = new([], 0, default);

    /// <summary>Number of snapshots (generations, not tunnel families).</summary>
    public int Count { get; }

    /// <summary>How many of them, and of their children, are in which state.</summary>
    public TunnelTally Tally { get; }

    internal int ChunkCount => _chunks.Length;

    /// <summary>Its chunks, none of them empty. Not to be changed.</summary>
    internal IkeTunnelSnapshot[][] Chunks => _chunks;

    /// <summary>The newest generation of a tunnel, or null.</summary>
    public IkeTunnelSnapshot? Find(TunnelId id)
    {
        var cursor = LowerBound(id, uint.MaxValue);
        return cursor.Current(this) is { } snapshot && snapshot.Id == id ? snapshot : null;
    }

    /// <summary>The first snapshot whose tunnel id is greater than <paramref name="id"/>, or null.</summary>
    public IkeTunnelSnapshot? FindAfter(TunnelId id) => LowerBound(id, 0).SkipEqual(this, id).Current(this);

    /// <summary>All snapshots in order.</summary>
    public IEnumerable<IkeTunnelSnapshot> Enumerate()
    {
        foreach (var chunk in _chunks)
        {
            foreach (var snapshot in chunk)
            {
                yield return snapshot;
            }
        }
    }

    /// <summary>All snapshots in order, from the first of tunnel <paramref name="from"/> or later.</summary>
    public IEnumerable<IkeTunnelSnapshot> EnumerateFrom(TunnelId from)
    {
        for (var cursor = LowerBound(from, uint.MaxValue); cursor.Current(this) is { } snapshot; cursor = cursor.Next(this))
        {
            yield return snapshot;
        }
    }

    /// <summary>The sum of a measure over all snapshots; costs what has changed since it was last asked.</summary>
    public long Sum(SnapshotMeasure measure)
    {
        long sum = 0;
        foreach (var chunk in _chunks)
        {
            sum += measure.SumOf(chunk);
        }

        return sum;
    }

    /// <summary>Traffic of the Child SA pairs that are there: a walk, because it is counted while we look.</summary>
    public IpsecCounterReading ReadTraffic()
    {
        var total = default(IpsecCounterReading);
        foreach (var chunk in _chunks)
        {
            foreach (var snapshot in chunk)
            {
                for (var i = 0; i < snapshot.Children.Count; i++)
                {
                    total += snapshot.Children[i].Counters.Read();
                }
            }
        }

        return total;
    }

    /// <summary>A new list with the given snapshots added or replaced, and the given generations removed.</summary>
    public SnapshotList With(ReadOnlySpan<IkeTunnelSnapshot> upserts, ReadOnlySpan<(TunnelId Id, uint Generation)> removals)
    {
        var chunks = (IkeTunnelSnapshot[][])_chunks.Clone();
        var owned = upserts.Length > 1 ? new HashSet<IkeTunnelSnapshot[]>() : null;
        var count = Count;
        var tally = Tally;
        foreach (var snapshot in upserts)
        {
            var replaced = Upsert(ref chunks, owned, snapshot);
            count += replaced is null ? 1 : 0;
            tally += TunnelTally.Of(snapshot);
            tally -= replaced is null ? default : TunnelTally.Of(replaced);
        }

        foreach (var (id, generation) in removals)
        {
            if (Remove(ref chunks, id, generation) is { } removed)
            {
                count--;
                tally -= TunnelTally.Of(removed);
            }
        }

        return new SnapshotList(chunks, count, tally);
    }

    /// <summary>Returns what it replaced, or null.</summary>
    /// <param name="chunks">The new list's; a chunk that is not its own is copied before it changes.</param>
    /// <param name="owned">Its own chunks; null where there is one change only, and nothing to remember.</param>
    /// <param name="snapshot">What to put in.</param>
    private static IkeTunnelSnapshot? Upsert(ref IkeTunnelSnapshot[][] chunks, HashSet<IkeTunnelSnapshot[]>? owned, IkeTunnelSnapshot snapshot)
    {
        if (chunks.Length == 0)
        {
            chunks = [[snapshot]];
            return null;
        }

        var chunkIndex = ChunkFor(chunks, snapshot.Id, snapshot.Generation);
        var chunk = chunks[chunkIndex];
        var index = IndexIn(chunk, snapshot.Id, snapshot.Generation);
        if (index < chunk.Length && chunk[index].Id == snapshot.Id && chunk[index].Generation == snapshot.Generation)
        {
            if (owned?.Contains(chunk) != true)
            {
                chunk = (IkeTunnelSnapshot[])chunk.Clone();
                chunks[chunkIndex] = chunk;
                owned?.Add(chunk);
            }

            var replaced = chunk[index];
            chunk[index] = snapshot;
            return replaced;
        }

        if (index == chunk.Length && chunk.Length >= ChunkCapacity && chunkIndex == chunks.Length - 1)
        {
            // Ids only grow, so nearly every insert appends: start a fresh chunk instead of splitting a full one in half.
            chunks = [.. chunks, [snapshot]];
            return null;
        }

        var grown = new IkeTunnelSnapshot[chunk.Length + 1];
        Array.Copy(chunk, grown, index);
        grown[index] = snapshot;
        Array.Copy(chunk, index, grown, index + 1, chunk.Length - index);
        if (grown.Length <= ChunkCapacity)
        {
            chunks[chunkIndex] = grown;
            owned?.Add(grown);
            return null;
        }

        var half = grown.Length / 2;
        chunks = [.. chunks[..chunkIndex], grown[..half], grown[half..], .. chunks[(chunkIndex + 1)..]];
        return null;
    }

    /// <summary>Returns what it removed, or null.</summary>
    private static IkeTunnelSnapshot? Remove(ref IkeTunnelSnapshot[][] chunks, TunnelId id, uint generation)
    {
        if (chunks.Length == 0)
        {
            return null;
        }

        var chunkIndex = ChunkFor(chunks, id, generation);
        var chunk = chunks[chunkIndex];
        var index = IndexIn(chunk, id, generation);
        if (index >= chunk.Length || chunk[index].Id != id || chunk[index].Generation != generation)
        {
            return null;
        }

        var removed = chunk[index];
        if (chunk.Length == 1)
        {
            chunks = Without(chunks, chunkIndex);
            return removed;
        }

        var shrunk = new IkeTunnelSnapshot[chunk.Length - 1];
        Array.Copy(chunk, shrunk, index);
        Array.Copy(chunk, index + 1, shrunk, index, shrunk.Length - index);
        chunks[chunkIndex] = shrunk;
        Merge(ref chunks, chunkIndex);
        return removed;
    }

    /// <summary>Long-lived tunnels among many that went must not leave a chunk each: neighbours that fill half a chunk together become one.</summary>
    private static void Merge(ref IkeTunnelSnapshot[][] chunks, int index)
    {
        var left = index > 0 && chunks[index - 1].Length + chunks[index].Length <= ChunkCapacity / 2 ? index - 1 : index;
        if (left + 1 < chunks.Length && chunks[left].Length + chunks[left + 1].Length <= ChunkCapacity / 2)
        {
            chunks[left] = [.. chunks[left], .. chunks[left + 1]];
            chunks = Without(chunks, left + 1);
        }
    }

    private static IkeTunnelSnapshot[][] Without(IkeTunnelSnapshot[][] chunks, int index) => [.. chunks[..index], .. chunks[(index + 1)..]];

    /// <summary>The last chunk whose first element is not after the key; the first chunk when all are.</summary>
    private static int ChunkFor(IkeTunnelSnapshot[][] chunks, TunnelId id, uint generation)
    {
        int low = 0, high = chunks.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(chunks[middle][0], id, generation) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(0, low - 1);
    }

    private static int IndexIn(IkeTunnelSnapshot[] chunk, TunnelId id, uint generation)
    {
        int low = 0, high = chunk.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(chunk[middle], id, generation) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    internal static int Compare(IkeTunnelSnapshot snapshot, TunnelId id, uint generation)
    {
        var byId = snapshot.Id.CompareTo(id);
        return byId != 0 ? byId : generation.CompareTo(snapshot.Generation);
    }

    private Cursor LowerBound(TunnelId id, uint generation)
    {
        if (_chunks.Length == 0)
        {
            return default;
        }

        var chunk = ChunkFor(_chunks, id, generation);
        return new Cursor(chunk, IndexIn(_chunks[chunk], id, generation)).Normalized(this);
    }

    private readonly record struct Cursor(int Chunk, int Index)
    {
        public IkeTunnelSnapshot? Current(SnapshotList list) => Chunk < list._chunks.Length ? list._chunks[Chunk][Index] : null;

        public Cursor Next(SnapshotList list) => new Cursor(Chunk, Index + 1).Normalized(list);

        public Cursor Normalized(SnapshotList list) =>
            Chunk < list._chunks.Length && Index >= list._chunks[Chunk].Length ? new Cursor(Chunk + 1, 0) : this;

        public Cursor SkipEqual(SnapshotList list, TunnelId id)
        {
            var cursor = this;
            while (cursor.Current(list) is { } snapshot && snapshot.Id == id)
            {
                cursor = cursor.Next(list);
            }

            return cursor;
        }
    }
}
