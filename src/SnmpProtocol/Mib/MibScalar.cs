using MyIkev2.SnmpProtocol.Ber;

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

    internal override bool SeekAfter(TView view, scoped ReadOnlySpan<uint> suffix, scoped Span<uint> scratch, ref MibCursor cursor)
    {
        cursor.Column = 0;
        cursor.Row = 0;
        return suffix.IsEmpty;
    }

    internal override bool MoveNext(TView view, ref MibCursor cursor) => false;

    internal override void WriteName(TView view, in MibCursor cursor, scoped Span<uint> scratch, ref BerWriter writer) =>
        writer.WriteElement(BerTag.ObjectIdentifier, _encodedInstance);

    internal override void WriteValue(TView view, in MibCursor cursor, ref BerWriter writer) =>
        _definition.Write(view, ref writer);
}
