using System.Text;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The reader of configuration files and of the lines that APIs pass on.</summary>
public static class ConfigTarget
{
    public static FuzzTarget Target { get; } = new("config", "a configuration that is read prints to text that reads the same; every finding has a place", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        var parsed = ConfigParser.Parse(text, "fuzz");
        var lines = text.Split('\n');
        foreach (var finding in parsed.Diagnostics)
        {
            FuzzFailureException.Require(
                finding.Position.Line >= 1 && finding.Position.Line <= lines.Length
                && finding.Position.Column >= 1 && finding.Position.Column <= lines[finding.Position.Line - 1].Length + 1,
                "a finding lies outside the text");
        }

        var printed = Print(parsed.Document);
        var again = ConfigParser.Parse(printed, "printed");
        FuzzFailureException.Require(!again.HasErrors, "a listing is not read back");
        FuzzFailureException.Require(Print(again.Document) == printed, "a listing reads back as something else");
        var everything = new ConfigurationQuery(string.Empty) { Form = ConfigurationForm.FullPath, WithDefaults = false, RevealSecrets = true };
        var paths = ConfigParser.Parse(ConfigQuery.Show(again.Document, everything, out _)!, "paths");
        FuzzFailureException.Require(!paths.HasErrors, "lines with whole paths are not read back");
        FuzzFailureException.Require(PrintShown(paths.Document) == PrintShown(again.Document), "lines with whole paths read back as something else");
        _ = ConfigQuery.Show(again.Document, everything with { Form = ConfigurationForm.XmlAbsolute }, out _);
        var requestIds = RequestIds.None;
        var loaded = ConfigurationLoader.Load(again.Document, ref requestIds, out var findings);
        FuzzFailureException.Require(loaded is null == findings.Any(finding => finding.IsError), "a configuration with errors loads, or one without does not");
    }

    private static string PrintShown(ConfigDocument document) => ConfigPrinter.Print(document, ConfigDetail.NoDefault, revealSecrets: true);

    private static string Print(ConfigDocument document) => ConfigPrinter.Print(document, ConfigDetail.Explicit, revealSecrets: true);
}
