namespace MyIkev2.TestInstances.Setup.Yaml;

/// <summary>A node of a setup file, with the line it begins at.</summary>
internal abstract record SetupNode(int Line);

/// <summary>A single value.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Text">Without quotes.</param>
/// <param name="IsPlain">Written without quotes: <c>~</c> and nothing at all then mean that nothing is said.</param>
internal sealed record ScalarNode(int Line, string Text, bool IsPlain) : SetupNode(Line)
{
    /// <summary>Nothing is said.</summary>
    public bool IsNull => IsPlain && Text is "" or "~";

    /// <summary>The word <c>null</c>, which is a cipher too.</summary>
    public bool IsNullWord => IsPlain && Text is "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record SequenceNode(int Line, IReadOnlyList<SetupNode> Items) : SetupNode(Line);

/// <summary>Names with values, in the order of the file; names are unique.</summary>
internal sealed record MappingNode(int Line, IReadOnlyList<SetupEntry> Entries) : SetupNode(Line);

/// <summary>A name with its value.</summary>
internal sealed record SetupEntry(int Line, string Name, SetupNode Value);
