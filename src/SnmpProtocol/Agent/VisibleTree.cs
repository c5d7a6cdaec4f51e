using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// A <see cref="MibTree{TView}"/> as seen through a view of access control, and by version 1 without Counter64. What the
/// view hides is jumped over: whole tables and columns by a table made once, single rows by the next name that the view may
/// show. Immutable and free of locks.
/// </summary>
internal sealed class VisibleTree<TView>
{
    private readonly MibTree<TView> _tree;
    private readonly MibView _view;

    /// <summary>By node and column.</summary>
    private readonly ViewCoverage[][] _coverage;

    /// <summary>For each node and the one behind the last: the first node from there on that shows anything.</summary>
    private readonly int[] _firstShown;

    internal VisibleTree(MibTree<TView> tree, MibView view, bool withoutCounter64)
    {
        _tree = tree;
        _view = view;
        _coverage = tree.Nodes.Select(node => Enumerable.Range(0, node.ColumnCount)
            .Select(column => withoutCounter64 && node.GetSyntax(column) == MibSyntax.Counter64
                ? ViewCoverage.None
                : view.CoverageOf(node.GetColumn(column).SubIdentifiers))
            .ToArray()).ToArray();
        _firstShown = new int[_coverage.Length + 1];
        _firstShown[^1] = _coverage.Length;
        for (var i = _coverage.Length - 1; i >= 0; i--)
        {
            _firstShown[i] = _coverage[i].AsSpan().ContainsAnyExcept(ViewCoverage.None) ? i : _firstShown[i + 1];
        }
    }

    /// <summary>Writes the value of exactly that instance, or noSuchObject or noSuchInstance (RFC 3416 section 4.2.1).</summary>
    internal void WriteExact(TView view, scoped ReadOnlySpan<uint> name, scoped Span<uint> scratch, ref BerWriter writer)
    {
        var node = _tree.FindNode(name, out var position);
        var column = node?.FindObjectType(name[node.Prefix.Length..]) ?? -1;
        var coverage = column < 0 ? ViewCoverage.None : _coverage[position][column];
        if (coverage == ViewCoverage.None)
        {
            writer.WriteEmpty(BerTag.NoSuchObject);
        }
        else if (coverage == ViewCoverage.Some && !_view.Includes(name))
        {
            writer.WriteEmpty(BerTag.NoSuchInstance);
        }
        else
        {
            node!.WriteExact(view, name[node.Prefix.Length..], scratch, ref writer);
        }
    }

    /// <summary>Goes to the first visible place behind <paramref name="name"/>; false if there is none.</summary>
    internal bool SeekAfter(TView view, scoped ReadOnlySpan<uint> name, scoped Span<uint> scratch, out MibCursor cursor) =>
        _tree.Seek(view, name, orAt: false, scratch, out cursor) && Settle(view, scratch, ref cursor);

    /// <summary>Goes one visible place on; false at the end.</summary>
    internal bool MoveNext(TView view, scoped Span<uint> scratch, ref MibCursor cursor) =>
        _tree[cursor.Node].MoveNext(view, ref cursor)
            ? Settle(view, scratch, ref cursor)
            : SeekFirst(view, cursor.Node + 1, scratch, ref cursor);

    /// <summary>Writes the name of the instance at the cursor.</summary>
    internal void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer) =>
        _tree.WriteName(view, cursor, scratch, ref writer);

    /// <summary>
    /// Writes a variable binding for the instance at the cursor. Places that turn out not to be instantiated are stepped
    /// over; false if that leads to the end, then nothing is written.
    /// </summary>
    internal bool WriteVarBind(TView view, ref MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer)
    {
        do
        {
            if (_tree.TryWriteVarBind(view, cursor, scratch, ref writer))
            {
                return true;
            }
        }
        while (MoveNext(view, scratch, ref cursor));
        return false;
    }

    /// <summary>
    /// Writes bindings for the place at the cursor and those that follow it, as <see cref="MibNode{TView}.WriteRun"/>; none where the
    /// view has to be asked about each.
    /// </summary>
    internal int WriteRun(TView view, ref MibCursor cursor, int count, scoped Span<uint> indexes, ref BerWriter writer) =>
        _coverage[cursor.Node][cursor.Column] == ViewCoverage.All ? _tree[cursor.Node].WriteRun(view, ref cursor, count, indexes, ref writer) : 0;

    /// <summary>From any place to the first visible one at or behind it.</summary>
    private bool Settle(TView view, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        while (true)
        {
            switch (_coverage[cursor.Node][cursor.Column])
            {
                case ViewCoverage.All:
                    return true;
                case ViewCoverage.Some:
                    if (IsShownOrSkips(view, scratch, ref cursor, out var ended))
                    {
                        return true;
                    }

                    if (ended)
                    {
                        return false;
                    }

                    break;
                default:
                    cursor.Row = 0;
                    if (++cursor.Column == _coverage[cursor.Node].Length)
                    {
                        return SeekFirst(view, cursor.Node + 1, scratch, ref cursor);
                    }

                    break;
            }
        }
    }

    /// <summary>Asks the view about one name; goes on to the next place that it may show if it hides this one.</summary>
    private bool IsShownOrSkips(TView view, scoped Span<uint> scratch, ref MibCursor cursor, out bool ended)
    {
        var name = scratch[.._tree[cursor.Node].CopyName(view, cursor, scratch)];
        ended = false;
        if (_view.Includes(name))
        {
            return true;
        }

        Span<uint> next = stackalloc uint[ObjectIdentifier.MaximumLength];
        ended = !_view.TrySkip(name, next, out var length)
            || !_tree.Seek(view, next[..length], orAt: true, scratch, out cursor);
        return false;
    }

    private bool SeekFirst(TView view, int node, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        for (node = _firstShown[node]; node < _coverage.Length; node = _firstShown[node + 1])
        {
            cursor.Node = node;
            if (_tree[node].Seek(view, [], orAt: false, scratch, ref cursor))
            {
                return Settle(view, scratch, ref cursor);
            }
        }

        return false;
    }
}
