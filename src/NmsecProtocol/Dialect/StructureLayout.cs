namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>A structure whose layout is the dialect's to define: a name, a length and a list of fields.</summary>
public abstract record StructureLayout
{
    /// <summary>The interface's name of the structure.</summary>
    public required string Name { get; init; }

    /// <summary>The length in bytes.</summary>
    public required int Length { get; init; }

    /// <summary>Every field in the order of its offset.</summary>
    public abstract IReadOnlyList<WireField> Fields { get; }
}
