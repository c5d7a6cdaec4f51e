using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// A part of the MIB that answers for every name below its prefix: a scalar or a table. Immutable; all state comes with
/// the view.
/// </summary>
/// <typeparam name="TView">What is captured once for each request.</typeparam>
public abstract class MibNode<TView>
{
    private protected MibNode(ObjectIdentifier prefix) => Prefix = prefix;

    /// <summary>The object type of a scalar; the entry (row) object type of a table.</summary>
    public ObjectIdentifier Prefix { get; }

    /// <summary>Number, descriptor and type of each object type served here, in rising order of number.</summary>
    public abstract IEnumerable<(ObjectIdentifier Name, string Descriptor, MibSyntax Syntax)> Describe();

    /// <summary>Access of each object type, in the same order.</summary>
    public abstract IEnumerable<MibAccess> DescribeAccess();

    /// <summary>Writes the value of the instance <paramref name="suffix"/>, or the exception that fits.</summary>
    internal abstract void WriteExact(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref BerWriter writer);

    /// <summary>
    /// Goes to the first place behind <paramref name="suffix"/>, or with <paramref name="orAt"/> at it; an empty one means the
    /// very first place.
    /// </summary>
    internal abstract bool Seek(TView view, scoped ReadOnlySpan<uint> suffix, bool orAt, scoped Span<uint> scratch, ref MibCursor cursor);

    /// <summary>Goes one place on; false at the end of this node.</summary>
    internal abstract bool MoveNext(TView view, ref MibCursor cursor);

    /// <summary>Writes the name at the cursor.</summary>
    internal abstract void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer);

    /// <summary>Writes the value at the cursor, or nothing if it is not instantiated.</summary>
    internal abstract void WriteValue(TView view, in MibCursor cursor, ref BerWriter writer);

    /// <summary>
    /// Writes bindings for the place at the cursor and those that follow it in the same column; gives how many, and leaves the
    /// cursor at the last. Ends after <paramref name="count"/> or some dozens, at the end of the column, or before a place that does
    /// not fit or is not instantiated.
    /// </summary>
    /// <param name="view">The captured view.</param>
    /// <param name="cursor">The first place.</param>
    /// <param name="count">Most bindings.</param>
    /// <param name="indexes">Room for <see cref="MibRunNames.Room"/> numbers.</param>
    /// <param name="writer">Where they go.</param>
    internal abstract int WriteRun(TView view, ref MibCursor cursor, int count, scoped Span<uint> indexes, ref BerWriter writer);

    /// <summary>The name at the cursor as numbers; gives how many.</summary>
    internal abstract int CopyName(TView view, in MibCursor cursor, scoped Span<uint> name);

    /// <summary>Number of object types; <see cref="MibCursor.Column"/> counts them from 0.</summary>
    internal abstract int ColumnCount { get; }

    /// <summary>The object type at a position.</summary>
    internal abstract ObjectIdentifier GetColumn(int column);

    /// <summary>Type of the object type at a position.</summary>
    internal abstract MibSyntax GetSyntax(int column);

    /// <summary>Position of the object type that <paramref name="suffix"/> lies below, or -1.</summary>
    internal abstract int FindObjectType(scoped ReadOnlySpan<uint> suffix);

    /// <summary>First phase of a SET of the instance <paramref name="suffix"/> (RFC 3416 section 4.2.5, (2) to (11)).</summary>
    internal abstract ErrorStatus CheckSet(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value);

    /// <summary>Second phase; only after the first said noError.</summary>
    internal abstract bool CommitSet(
        TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value, out Func<bool>? undo);

    private protected static ErrorStatus CheckType<TSource>(MibObject<TSource> definition, in VarBindValue value) =>
        definition.Setter is null ? ErrorStatus.NotWritable
        : (byte)value.Tag != (byte)definition.Syntax ? ErrorStatus.WrongType
        : ErrorStatus.NoError;
}
