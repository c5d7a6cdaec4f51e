namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>A structure as a file has it.</summary>
/// <param name="Node">Where the file names it.</param>
/// <param name="Length">Its length.</param>
/// <param name="Fields">All its fields, in the order of the design.</param>
/// <param name="Places">Where the file names a field; null for those that it leaves alone.</param>
internal sealed record StructureOverride(FileNode Node, int Length, IReadOnlyList<WireField> Fields, IReadOnlyList<FileNode?> Places);

/// <summary>Makes the structures of a dialect from those of the design and what a file says of them.</summary>
internal sealed class StructureBuilder(IReadOnlyDictionary<string, StructureOverride> replaced, CodeNumbers codes)
{
    /// <summary>The structure of the dialect.</summary>
    public TStructure Build<TStructure>(TStructure design)
        where TStructure : StructureLayout
        => replaced.TryGetValue(design.Name, out var value)
            ? (TStructure)design.With(value.Length, value.Fields, codes)
            : (TStructure)design.With(design.Length, design.Fields, codes);
}
