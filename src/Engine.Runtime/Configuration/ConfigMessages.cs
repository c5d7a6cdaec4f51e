namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Wording of errors: what is wrong, what was perhaps meant, what is allowed.</summary>
internal static class ConfigMessages
{
    public static string UnknownNode(ConfigToken token, ConfigNodeDefinition parent)
    {
        var names = parent.Children.Select(child => child.Name);
        return $"'{token.Text}' is not known here{NameSuggestion.For(token.Text, names)}; allowed: {string.Join(", ", names)}";
    }

    public static string MissingValue(ConfigNodeDefinition child) =>
        $"{(child.Kind == ConfigNodeKind.List ? "a key" : "a value")} is missing; allowed: {child.Type!.Expected}";

    public static string BadValue(string problem, ConfigNodeDefinition child)
    {
        var defaultValue = child.Default is null ? string.Empty : $" (default {child.Default})";
        return $"{problem}; allowed: {child.Type!.Expected}{defaultValue}";
    }
}
