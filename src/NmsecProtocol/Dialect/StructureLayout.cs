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

    /// <summary>The same structure with other places for its fields.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="fields">The fields of <see cref="Fields"/>, in the same order.</param>
    /// <param name="codes">The numbers of constants.</param>
    internal abstract StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes);
}
