using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// A conceptual table. A derived class names the entry, lists the accessible columns and says where the rows of a view
/// are; finding, ordering and encoding are done here. There is no object per cell: a place is a column and a row number.
/// </summary>
/// <remarks>
/// The rows of a view must stand in rising order of their index, and must not change while the view is in use. A search
/// costs log(columns) + log(rows). A column that writes nothing for most rows makes GETNEXT step over them one by one:
/// leave such a column out of the list instead.
/// </remarks>
public abstract class MibTable<TView, TRow> : MibNode<TView>
{
    private readonly MibObject<TRow>[] _columns;
    private readonly ObjectIdentifier[] _columnNames;
    private readonly byte[][] _encodedColumns;

    /// <summary>The row that a run ended with: whoever walks asks for it next. Only a hint; threads may overwrite each other's.</summary>
    private int _lastGiven;

    /// <summary>Makes a table.</summary>
    /// <param name="entry">The entry object type, for example <c>ifEntry</c>.</param>
    /// <param name="columns">The accessible columns in rising order of number.</param>
    /// <exception cref="ArgumentException">The columns are not in order, or there are none.</exception>
    protected MibTable(ObjectIdentifier entry, IEnumerable<MibObject<TRow>> columns)
        : base(entry)
    {
        _columns = columns.ToArray();
        if (_columns.Length == 0)
        {
            throw new ArgumentException($"Table {entry} has no accessible column.", nameof(columns));
        }

        for (var i = 1; i < _columns.Length; i++)
        {
            if (_columns[i].Number <= _columns[i - 1].Number)
            {
                throw new ArgumentException($"Column {_columns[i].Name} is out of order.", nameof(columns));
            }
        }

        _columnNames = _columns.Select(column => entry.Append(column.Number)).ToArray();
        _encodedColumns = _columnNames.Select(name => name.EncodedContent.ToArray()).ToArray();
    }

    /// <inheritdoc/>
    public override IEnumerable<(ObjectIdentifier Name, string Descriptor, MibSyntax Syntax)> Describe() =>
        _columns.Select(column => (Prefix.Append(column.Number), column.Name, column.Syntax));

    /// <inheritdoc/>
    public override IEnumerable<MibAccess> DescribeAccess() => _columns.Select(column => column.Access);

    internal override void WriteExact(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref BerWriter writer)
    {
        var column = suffix.IsEmpty ? -1 : FindColumn(suffix[0]);
        if (column < 0)
        {
            writer.WriteEmpty(BerTag.NoSuchObject);
            return;
        }

        var start = writer.Position;
        if (TryFindRow(view, suffix[1..], scratch, out var row))
        {
            _columns[column].Write(GetRow(view, row), ref writer);
        }

        if (writer.Position == start && !writer.Overflowed)
        {
            writer.WriteEmpty(BerTag.NoSuchInstance);
        }
    }

    internal override bool Seek(TView view, scoped ReadOnlySpan<uint> suffix, bool orAt, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        var rows = CountRows(view);
        if (rows == 0)
        {
            return false;
        }

        cursor.Column = 0;
        cursor.Row = 0;
        if (suffix.IsEmpty)
        {
            return true;
        }

        var column = FindColumn(suffix[0]);
        if (column < 0)
        {
            cursor.Column = ~column;
            return cursor.Column < _columns.Length;
        }

        cursor.Column = column;
        cursor.Row = FirstRow(view, suffix[1..], scratch, after: !orAt);
        if (cursor.Row < rows)
        {
            return true;
        }

        cursor.Row = 0;
        cursor.Column++;
        return cursor.Column < _columns.Length;
    }

    internal override bool MoveNext(TView view, ref MibCursor cursor)
    {
        cursor.Row++;
        if (cursor.Row < CountRows(view))
        {
            return true;
        }

        cursor.Row = 0;
        cursor.Column++;
        return cursor.Column < _columns.Length;
    }

    internal override void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer) =>
        writer.WriteObjectIdentifier(_encodedColumns[cursor.Column], GetIndex(view, cursor.Row, scratch));

    internal override void WriteValue(TView view, in MibCursor cursor, ref BerWriter writer) =>
        _columns[cursor.Column].Write(GetRow(view, cursor.Row), ref writer);

    internal override int WriteRun(TView view, ref MibCursor cursor, int count, scoped Span<uint> indexes, ref BerWriter writer)
    {
        var column = _columns[cursor.Column];
        var encodedColumn = _encodedColumns[cursor.Column];
        MibBatch<TRow> batch = default;
        Span<TRow> rows = batch;

        // What cannot fit is not fetched: a binding has two headers of two octets, and a value of at least as much.
        count = Math.Min(Math.Min(count, CountRows(view) - cursor.Row), 1 + (writer.Remaining / (6 + encodedColumn.Length)));
        rows = rows[..Fetch(view, cursor.Row, rows[..Math.Min(count, rows.Length)], indexes)];
        var written = column.WriteRun(rows, new MibRunNames(encodedColumn, indexes), ref writer);
        if (written > 0)
        {
            cursor.Row += written - 1;
            _lastGiven = cursor.Row;
        }

        return written;
    }

    internal override int CopyName(TView view, in MibCursor cursor, scoped Span<uint> name)
    {
        var column = _columnNames[cursor.Column];
        column.SubIdentifiers.CopyTo(name);
        return column.Length + WriteIndex(GetRow(view, cursor.Row), cursor.Row, name[column.Length..]);
    }

    internal override int ColumnCount => _columns.Length;

    internal override ObjectIdentifier GetColumn(int column) => _columnNames[column];

    internal override MibSyntax GetSyntax(int column) => _columns[column].Syntax;

    internal override int FindObjectType(scoped ReadOnlySpan<uint> suffix) =>
        suffix.IsEmpty ? -1 : Math.Max(FindColumn(suffix[0]), -1);

    internal override ErrorStatus CheckSet(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value)
    {
        var column = FindObjectType(suffix);
        if (column < 0)
        {
            return ErrorStatus.NotWritable;
        }

        var error = CheckType(_columns[column], value);
        return error != ErrorStatus.NoError ? error
            : TryFindRow(view, suffix[1..], scratch, out var row) ? _columns[column].Setter!.Check(GetRow(view, row), value)
            : ErrorStatus.NoCreation;
    }

    internal override bool CommitSet(
        TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value, out Func<bool>? undo)
    {
        undo = null;
        return TryFindRow(view, suffix[1..], scratch, out var row)
            && _columns[FindObjectType(suffix)].Setter!.Commit(GetRow(view, row), value, out undo);
    }

    /// <summary>Number of rows in the view.</summary>
    protected abstract int CountRows(TView view);

    /// <summary>The row at a position of the view.</summary>
    protected abstract TRow GetRow(TView view, int position);

    /// <summary>
    /// Writes the index of a row, as the sub-identifiers that follow the column in its name, and gives their number.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="position">Its position in the view.</param>
    /// <param name="index">Room for as many numbers as a name may have.</param>
    protected abstract int WriteIndex(TRow row, int position, Span<uint> index);

    private ReadOnlySpan<uint> GetIndex(TView view, int position, Span<uint> scratch) =>
        scratch[..WriteIndex(GetRow(view, position), position, scratch)];

    /// <summary>Fetches rows from a position on with their indexes, as <see cref="MibRunNames"/> wants these; fewer if there is no room for more.</summary>
    private int Fetch(TView view, int position, scoped Span<TRow> rows, scoped Span<uint> indexes)
    {
        var fetched = 0;
        for (var end = 0; fetched < rows.Length && indexes.Length - end > ObjectIdentifier.MaximumLength; fetched++)
        {
            rows[fetched] = GetRow(view, position + fetched);
            var length = WriteIndex(rows[fetched], position + fetched, indexes[(end + 1)..]);
            indexes[end] = (uint)length;
            end += length + 1;
        }

        return fetched;
    }

    private bool TryFindRow(TView view, scoped ReadOnlySpan<uint> index, scoped Span<uint> scratch, out int row)
    {
        row = FirstRow(view, index, scratch, after: false);
        return row < CountRows(view) && GetIndex(view, row, scratch).SequenceEqual(index);
    }

    /// <summary>Position of the column, or the complement of the position where it would stand.</summary>
    private int FindColumn(uint number)
    {
        int low = 0, high = _columns.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var candidate = _columns[middle].Number;
            if (candidate == number)
            {
                return middle;
            }

            if (candidate < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>First row whose index is at or (with <paramref name="after"/>) behind the wanted one.</summary>
    private int FirstRow(TView view, scoped ReadOnlySpan<uint> wanted, scoped Span<uint> scratch, bool after)
    {
        int low = 0, high = CountRows(view), hint = _lastGiven;
        if (hint < high && GetIndex(view, hint, scratch).SequenceEqual(wanted))
        {
            return after ? hint + 1 : hint;
        }

        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            var order = GetIndex(view, middle, scratch).SequenceCompareTo(wanted);
            if (order < 0 || (after && order == 0))
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
}
