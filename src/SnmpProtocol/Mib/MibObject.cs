using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>Writes one value. Writing nothing means: not instantiated here.</summary>
public delegate void MibValueWriter<in TValue>(TValue value, ref BerWriter writer);

/// <summary>
/// One object type: its number below the table entry or group, its descriptor in the MIB module, its type, and how its
/// value is found and written for one source (a table row, or the view itself for a scalar). Made through
/// <see cref="MibObjectList{TSource}"/>.
/// </summary>
public abstract class MibObject<TSource>
{
    private protected MibObject(uint number, string name, MibSyntax syntax, MibSetter<TSource>? setter)
    {
        Setter = setter;
        Number = number;
        Name = name;
        Syntax = syntax;
    }

    /// <summary>The last sub-identifier of the object type.</summary>
    public uint Number { get; }

    /// <summary>The descriptor in the MIB module.</summary>
    public string Name { get; }

    /// <summary>Its base type.</summary>
    public MibSyntax Syntax { get; }

    /// <summary>Whether it can be set.</summary>
    public MibAccess Access => Setter is null ? MibAccess.ReadOnly : MibAccess.ReadWrite;

    /// <summary>How it is set; null if it is read-only.</summary>
    public MibSetter<TSource>? Setter { get; }

    /// <summary>Writes its value; nothing means: not instantiated here.</summary>
    public abstract void Write(TSource source, ref BerWriter writer);

    /// <summary>
    /// Writes a binding for each of some sources, no more than <see cref="MibBatch{T}.Length"/>; gives for how many. Ends
    /// before the first that does not fit or is not instantiated.
    /// </summary>
    internal abstract int WriteRun(scoped ReadOnlySpan<TSource> sources, scoped MibRunNames names, ref BerWriter writer);
}

/// <summary>An object type whose value is first read, then written.</summary>
internal sealed class MibObject<TSource, TValue>(
    uint number, string name, MibSyntax syntax, Func<TSource, TValue> read, MibValueWriter<TValue> write, MibSetter<TSource>? setter = null)
    : MibObject<TSource>(number, name, syntax, setter)
{
    /// <inheritdoc/>
    public override void Write(TSource source, ref BerWriter writer) => write(read(source), ref writer);

    /// <inheritdoc/>
    /// <remarks>
    /// Rows of a large table lie all over the memory: reading is waiting for it. In a loop of its own the reads do not depend on
    /// each other, and the processor waits for several at once.
    /// </remarks>
    internal override int WriteRun(scoped ReadOnlySpan<TSource> sources, scoped MibRunNames names, ref BerWriter writer)
    {
        MibBatch<TValue> batch = default;
        Span<TValue> values = batch;
        values = values[..sources.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(sources[i]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            var start = writer.BeginSequence();
            writer.WriteObjectIdentifier(names.EncodedColumn, names.Next());
            var beforeValue = writer.Position;
            write(values[i], ref writer);
            if (!writer.EndVarBind(start, beforeValue))
            {
                return i;
            }
        }

        return values.Length;
    }
}
