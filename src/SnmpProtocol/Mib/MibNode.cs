using MyIkev2.SnmpProtocol.Ber;

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

    /// <summary>Writes the value of the instance <paramref name="suffix"/>, or the exception that fits.</summary>
    internal abstract void WriteExact(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref BerWriter writer);

    /// <summary>Goes to the first place behind <paramref name="suffix"/>; an empty one means the very first place.</summary>
    internal abstract bool SeekAfter(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref MibCursor cursor);

    /// <summary>Goes one place on; false at the end of this node.</summary>
    internal abstract bool MoveNext(TView view, ref MibCursor cursor);

    /// <summary>Writes the name at the cursor.</summary>
    internal abstract void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer);

    /// <summary>Writes the value at the cursor, or nothing if it is not instantiated.</summary>
    internal abstract void WriteValue(TView view, in MibCursor cursor, ref BerWriter writer);
}
