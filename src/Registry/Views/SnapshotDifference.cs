namespace MyIkev2.Registry;

/// <summary>A generation of a tunnel that is not the same in two lists: gone when <paramref name="New"/> is null, new when <paramref name="Old"/> is.</summary>
/// <param name="Old">As it was.</param>
/// <param name="New">As it is.</param>
public readonly record struct SnapshotDifference(IkeTunnelSnapshot? Old, IkeTunnelSnapshot? New)
{
    /// <summary>
    /// Adds to <paramref name="differences"/> what tells two lists of one shard apart, in order. Chunks that the lists share are skipped unseen, so
    /// that the cost follows what has changed, not the number of tunnels.
    /// </summary>
    public static void Find(SnapshotList old, SnapshotList @new, List<SnapshotDifference> differences)
    {
        var left = new Place(old.Chunks);
        var right = new Place(@new.Chunks);
        while (true)
        {
            while (left.IsAtChunk && right.IsAtChunk && ReferenceEquals(left.Chunk, right.Chunk))
            {
                left.SkipChunk();
                right.SkipChunk();
            }

            var (was, becomes) = (left.Current, right.Current);
            if (was is null && becomes is null)
            {
                return;
            }

            var order = was is null ? 1 : becomes is null ? -1 : SnapshotList.Compare(was, becomes.Id, becomes.Generation);
            if (order != 0 || !ReferenceEquals(was, becomes))
            {
                differences.Add(new SnapshotDifference(order <= 0 ? was : null, order >= 0 ? becomes : null));
            }

            left.Step(order <= 0);
            right.Step(order >= 0);
        }
    }

    private struct Place(IkeTunnelSnapshot[][] chunks)
    {
        private int _chunk;
        private int _index;

        /// <summary>At the first snapshot of a chunk.</summary>
        public readonly bool IsAtChunk => _index == 0 && _chunk < chunks.Length;

        public readonly IkeTunnelSnapshot[] Chunk => chunks[_chunk];

        public readonly IkeTunnelSnapshot? Current => _chunk < chunks.Length ? chunks[_chunk][_index] : null;

        public void SkipChunk() => _chunk++;

        public void Step(bool does)
        {
            if (does && ++_index == chunks[_chunk].Length)
            {
                _index = 0;
                _chunk++;
            }
        }
    }
}
