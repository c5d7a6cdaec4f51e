using System.Text;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import;

namespace MyIkev2.Fuzz.Targets;

/// <summary>strongSwan's settings, read and turned into our configuration.</summary>
public static class ImportTarget
{
    public static FuzzTarget Target { get; } = new("import", "settings of strongSwan become configuration that reads back; every finding is one line", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var result = SwanctlImport.FromText(Encoding.UTF8.GetString(input), "fuzz");
        var parsed = ConfigParser.Parse(result.Configuration!, "imported");
        FuzzFailureException.Require(!parsed.HasErrors, "what was imported is not read back");
        foreach (var finding in result.Findings)
        {
            FuzzFailureException.Require(finding.Message.Length > 0 && finding.Position.Line >= 0, "a finding says nothing, or lies before the text");
        }
    }
}
