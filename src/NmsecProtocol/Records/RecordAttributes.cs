using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The interface's own name of a structure.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class NmsecStructureAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;
}

/// <summary>The interface's own name of a field, and how its bytes are read. The offset is the field's own declaration.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NmsecFieldAttribute(string name, FieldFormat format = FieldFormat.Binary) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>How the bytes are read.</summary>
    public FieldFormat Format => format;

    /// <summary>The enumeration whose members are the bits of the field, if it is a set of bits.</summary>
    public Type? Bits { get; init; }
}

/// <summary>The interface's own name of a value or of a bit.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NmsecNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>True if name and number are this project's, because the published text has none.</summary>
    public bool IsDesign { get; init; }
}
