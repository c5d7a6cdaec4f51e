using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>A scalar object type with its one instance <c>.0</c>.</summary>
public sealed class MibScalar<TView> : MibNode<TView>
{
    private readonly MibObject<TView> _definition;
    private readonly byte[] _encodedInstance;

    /// <summary>One object type of a group.</summary>
    public MibScalar(ObjectIdentifier group, MibObject<TView> definition)
        : base(group.Append(definition.Number))
    {
        _definition = definition;
        _encodedInstance = [.. Prefix.EncodedContent, 0];
    }

    /// <inheritdoc/>
    public override IEnumerable<(ObjectIdentifier Name, string Descriptor, MibSyntax Syntax)> Describe() =>
        [(Prefix, _definition.Name, _definition.Syntax)];

    /// <inheritdoc/>
    public override IEnumerable<MibAccess> DescribeAccess() => [_definition.Access];

    internal override void WriteExact(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref BerWriter writer)
    {
        var start = writer.Position;
        if (suffix is [0])
        {
            _definition.Write(view, ref writer);
        }

        if (writer.Position == start && !writer.Overflowed)
        {
            writer.WriteEmpty(BerTag.NoSuchInstance);
        }
    }

    internal override bool Seek(TView view, scoped ReadOnlySpan<uint> suffix, bool orAt, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        cursor.Column = 0;
        cursor.Row = 0;
        return suffix.IsEmpty || (orAt && suffix is [0]);
    }

    internal override bool MoveNext(TView view, ref MibCursor cursor) => false;

    internal override void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer) =>
        writer.WriteElement(BerTag.ObjectIdentifier, _encodedInstance);

    internal override void WriteValue(TView view, in MibCursor cursor, ref BerWriter writer) =>
        _definition.Write(view, ref writer);

    internal override int WriteRun(TView view, ref MibCursor cursor, int count, scoped Span<uint> indexes, ref BerWriter writer) => 0;

    internal override int CopyName(TView view, in MibCursor cursor, scoped Span<uint> name)
    {
        Prefix.SubIdentifiers.CopyTo(name);
        name[Prefix.Length] = 0;
        return Prefix.Length + 1;
    }

    internal override int ColumnCount => 1;

    internal override ObjectIdentifier GetColumn(int column) => Prefix;

    internal override MibSyntax GetSyntax(int column) => _definition.Syntax;

    internal override int FindObjectType(scoped ReadOnlySpan<uint> suffix) => 0;

    internal override ErrorStatus CheckSet(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value)
    {
        var error = CheckType(_definition, value);
        return error != ErrorStatus.NoError ? error
            : suffix is not [0] ? ErrorStatus.NoCreation
            : _definition.Setter!.Check(view, value);
    }

    internal override bool CommitSet(
        TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, in VarBindValue value, out Func<bool>? undo) =>
        _definition.Setter!.Commit(view, value, out undo);
}
