using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// All scalars and tables of an agent in the order of their names. Immutable and free of locks; several threads may ask
/// it at once, each with the view it captured.
/// </summary>
public sealed class MibTree<TView>
{
    private readonly MibNode<TView>[] _nodes;

    /// <summary>Sorts the nodes.</summary>
    /// <exception cref="ArgumentException">Two nodes claim the same names.</exception>
    public MibTree(IEnumerable<MibNode<TView>> nodes)
    {
        _nodes = nodes.OrderBy(node => node.Prefix).ToArray();
        for (var i = 1; i < _nodes.Length; i++)
        {
            if (_nodes[i - 1].Prefix.Contains(_nodes[i].Prefix.SubIdentifiers))
            {
                throw new ArgumentException(
                    $"{_nodes[i - 1].Prefix} and {_nodes[i].Prefix} claim the same names.", nameof(nodes));
            }
        }
    }

    /// <summary>The nodes in order.</summary>
    public IReadOnlyList<MibNode<TView>> Nodes => _nodes;

    /// <summary>GET: writes the value of exactly that instance, or noSuchObject or noSuchInstance.</summary>
    /// <param name="view">The captured view.</param>
    /// <param name="name">The requested name.</param>
    /// <param name="scratch">Room for <see cref="ObjectIdentifier.MaximumLength"/> numbers.</param>
    /// <param name="writer">Where the value goes.</param>
    public void WriteExact(TView view, scoped ReadOnlySpan<uint> name, scoped Span<uint> scratch, ref BerWriter writer)
    {
        if (FindNode(name, out _) is { } node)
        {
            node.WriteExact(view, name[node.Prefix.Length..], scratch, ref writer);
            return;
        }

        writer.WriteEmpty(BerTag.NoSuchObject);
    }

    /// <summary>GETNEXT: goes to the first place behind <paramref name="name"/>, or with <paramref name="orAt"/> at it; false if there is none.</summary>
    public bool Seek(TView view, scoped ReadOnlySpan<uint> name, bool orAt, scoped Span<uint> scratch, out MibCursor cursor)
    {
        cursor = default;
        if (FindNode(name, out var position) is { } node)
        {
            cursor.Node = position;

            // An empty suffix means the first place, which is right for GETNEXT of the prefix itself.
            if (node.Seek(view, name[node.Prefix.Length..], orAt, scratch, ref cursor))
            {
                return true;
            }
        }

        return SeekFirst(view, position + 1, scratch, ref cursor);
    }

    /// <summary>Goes one place on; false at the end of the tree.</summary>
    public bool MoveNext(TView view, scoped Span<uint> scratch, ref MibCursor cursor) =>
        _nodes[cursor.Node].MoveNext(view, ref cursor) || SeekFirst(view, cursor.Node + 1, scratch, ref cursor);

    /// <summary>Writes the name of the instance at the cursor.</summary>
    public void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer) =>
        _nodes[cursor.Node].WriteName(view, cursor, scratch, ref writer);

    /// <summary>
    /// Writes a variable binding for the instance at the cursor. Places that turn out not to be instantiated are stepped
    /// over; false if that leads to the end of the tree, then nothing is written.
    /// </summary>
    public bool WriteVarBind(TView view, ref MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer)
    {
        do
        {
            if (TryWriteVarBind(view, cursor, scratch, ref writer))
            {
                return true;
            }
        }
        while (MoveNext(view, scratch, ref cursor));
        return false;
    }

    /// <summary>Writes a variable binding for the place at the cursor; false, with nothing written, if it is not instantiated.</summary>
    internal bool TryWriteVarBind(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer)
    {
        var node = _nodes[cursor.Node];
        var start = writer.BeginSequence();
        node.WriteName(view, cursor, scratch, ref writer);
        var beforeValue = writer.Position;
        node.WriteValue(view, cursor, ref writer);
        if (writer.Overflowed || writer.Position != beforeValue)
        {
            writer.EndSequence(start);
            return true;
        }

        writer.Rewind(start);
        return false;
    }

    /// <summary>
    /// The node that answers for a name; null if there is none. The position is that of the last node whose prefix is not
    /// behind the name, in either case; -1 if there is none.
    /// </summary>
    internal MibNode<TView>? FindNode(scoped ReadOnlySpan<uint> name, out int position)
    {
        position = LastAtOrBefore(name);
        return position >= 0 && _nodes[position].Prefix.Contains(name) ? _nodes[position] : null;
    }

    internal MibNode<TView> this[int position] => _nodes[position];

    private bool SeekFirst(TView view, int position, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        for (; position < _nodes.Length; position++)
        {
            cursor.Node = position;
            if (_nodes[position].Seek(view, [], orAt: false, scratch, ref cursor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Position of the last node whose prefix is not behind the name; -1 if there is none.</summary>
    private int LastAtOrBefore(scoped ReadOnlySpan<uint> name)
    {
        int low = 0, high = _nodes.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_nodes[middle].Prefix.SubIdentifiers.SequenceCompareTo(name) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
