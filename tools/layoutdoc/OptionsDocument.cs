using System.Text;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Tools.LayoutDoc;

/// <summary><c>docs/generated/options.md</c>: every option of <c>ike.conf</c>, from the table that also parses them.</summary>
internal static class OptionsDocument
{
    private const string Introduction = """
        # Options of ike.conf

        Made from `ConfigTree` by `tools/layoutdoc`; do not edit.

        A configuration is lines of the form `/ vrf main ike vpn NAME version 2`, nested blocks as `show config` prints them, or both. `del / PATH`
        removes, `#` begins a comment, double quotes hold a word with blanks together. Options marked with + are this product's own. Options whose
        meaning ends in "No effect" are accepted, checked and shown, and change nothing; a warning says so when one is set.

        """;

    public static string Render()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        var ike = ConfigTree.Root.Find("vrf")!.Find("ike")!;
        foreach (var section in ike.Children)
        {
            WriteSection(text, section);
        }

        return text.ToString();
    }

    private static void WriteSection(StringBuilder text, ConfigNodeDefinition section)
    {
        text.Append('\n').Append("## ").Append(section.SchemaPath).Append("\n\n");
        text.Append(section.Help).Append(NoEffect(section)).Append("\n\n");
        text.Append("| option | value | default | meaning |\n|---|---|---|---|\n");
        WriteRows(text, section, string.Empty);
    }

    private static void WriteRows(StringBuilder text, ConfigNodeDefinition parent, string prefix)
    {
        foreach (var child in parent.Children.Where(child => !IsOverride(child)))
        {
            var name = prefix + (child.Kind == ConfigNodeKind.List ? $"{child.Name} {child.Type!.Placeholder}" : child.Name);
            WriteRow(text, name, child);
            WriteRows(text, child, name + " ");
        }
    }

    private static void WriteRow(StringBuilder text, string name, ConfigNodeDefinition row)
    {
        var value = row.Type is null ? string.Empty : row.Type.Expected + (row.Unit is null ? string.Empty : $" ({row.Unit})");
        var repeated = row.Kind == ConfigNodeKind.LeafList ? " May be repeated." : string.Empty;
        var mandatory = row is { IsMandatory: true, HoldsValue: true } ? " Mandatory." : string.Empty;
        text.Append("| `").Append(name).Append('`').Append(row.IsExtension ? " +" : string.Empty)
            .Append(" | ").Append(Escape(value))
            .Append(" | ").Append(Escape(row.Default ?? string.Empty))
            .Append(" | ").Append(Escape(row.Help)).Append(repeated).Append(mandatory).Append(OverrideNote(row)).Append(NoEffect(row))
            .Append(" |\n");
    }

    /// <summary>A vpn's policies repeat all options of the templates; the document names them once.</summary>
    private static bool IsOverride(ConfigNodeDefinition row) => TemplateOf(row.Parent)?.Find(row.Name) is not null;

    private static string OverrideNote(ConfigNodeDefinition row) =>
        TemplateOf(row) is { } template ? $" Besides the template's name, every option of {template.Name}, for this vpn alone." : string.Empty;

    private static ConfigNodeDefinition? TemplateOf(ConfigNodeDefinition? container) =>
        container is { Kind: ConfigNodeKind.Container, Parent: { Name: "vpn" } vpn } ? vpn.Parent!.Find(container.Name + "-template") : null;

    private static string NoEffect(ConfigNodeDefinition row) => row.NoEffect is { } why ? $" No effect: {why}." : string.Empty;

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
