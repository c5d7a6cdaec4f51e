using System.Collections.Frozen;

namespace MyIkev2.Tools.LayoutDoc.NmsecSources;

/// <summary>Where the agent takes the value of one field from.</summary>
/// <param name="Structure">The interface's name of the structure.</param>
/// <param name="Field">The interface's name of the field.</param>
/// <param name="Text">The member of the registry, or the fixed value and its reason.</param>
public sealed record NmsecSource(string Structure, string Field, string Text);

/// <summary>The sources of all fields of the records. Reserved fields have none: they are zero.</summary>
public static class NmsecSourceTable
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<NmsecSource> Rows { get; } =
        [.. IkeTunnelSources.Rows, .. DataTunnelSources.Rows, .. StackSources.Rows];

    private static readonly FrozenDictionary<(string, string), string> Texts =
        Rows.ToFrozenDictionary(row => (row.Structure, row.Field), row => row.Text);

    /// <summary>The source of a field, or null.</summary>
    public static string? Find(string structure, string field) => Texts.GetValueOrDefault((structure, field));
}
