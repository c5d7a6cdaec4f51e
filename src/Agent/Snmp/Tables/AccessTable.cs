using System.Text;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// A table about who may ask. Its rows come from the configuration, so they are sorted once and managers can only read them:
/// StorageType readOnly(5), RowStatus active(1).
/// </summary>
internal abstract class AccessTable<TRow> : MibTable<SnmpView, TRow>
{
    private readonly TRow[] _rows;
    private readonly uint[][] _indexes;

    private protected AccessTable(ObjectIdentifier entry, MibObjectList<TRow> columns, IEnumerable<TRow> rows, Func<TRow, uint[]> indexOf)
        : base(entry, columns)
    {
        _rows = rows.ToArray();
        _indexes = _rows.Select(indexOf).ToArray();
        Array.Sort(_indexes, _rows, Comparer<uint[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)));
    }

    protected override int CountRows(SnmpView view) => _rows.Length;

    protected override TRow GetRow(SnmpView view, int position) => _rows[position];

    protected override int WriteIndex(TRow row, int position, Span<uint> index)
    {
        _indexes[position].CopyTo(index);
        return _indexes[position].Length;
    }
}

/// <summary>Parts of indexes, and columns that rows from the configuration have in common.</summary>
internal static class AccessRow
{
    /// <summary>A string as part of an index: its length, then its octets (RFC 2578 section 7.7).</summary>
    internal static uint[] Index(ReadOnlySpan<byte> octets) => [(uint)octets.Length, .. octets.ToArray().Select(octet => (uint)octet)];

    internal static uint[] Index(string text) => Index(Encoding.UTF8.GetBytes(text));

    internal static MibObjectList<TRow> StorageAndStatus<TRow>(this MibObjectList<TRow> columns, uint number) => columns
        .Integer32(number, "StorageType", _ => 5)
        .Integer32(number + 1, "Status", _ => 1);
}
