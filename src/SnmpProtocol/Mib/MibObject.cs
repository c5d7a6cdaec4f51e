using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// Writes the value of one object for one <paramref name="source"/> (a table row, or the view itself for a scalar).
/// Writing nothing means: not instantiated here.
/// </summary>
public delegate void MibValueWriter<in TSource>(TSource source, ref BerWriter writer);

/// <summary>
/// One object type: its number below the table entry or group, its descriptor in the MIB module, its type, and how its
/// value is written. Made through <see cref="MibObjectList{TSource}"/>.
/// </summary>
public sealed class MibObject<TSource>
{
    internal MibObject(uint number, string name, MibSyntax syntax, MibValueWriter<TSource> write, MibSetter<TSource>? setter = null)
    {
        Setter = setter;
        Number = number;
        Name = name;
        Syntax = syntax;
        Write = write;
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

    /// <summary>Writes its value.</summary>
    public MibValueWriter<TSource> Write { get; }
}
