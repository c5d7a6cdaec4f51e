using MyIkev2.TestInstances.Setup.Options;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup;

/// <summary>Writes setups as files that <see cref="TestSetupReader"/> reads back to the same values.</summary>
public static class TestSetupWriter
{
    /// <summary>Every option, defaults too.</summary>
    /// <param name="setup">The values.</param>
    /// <param name="comments">Say above each option what it does.</param>
    public static string Write(TestSetup setup, bool comments = false) => Write(setup, new SetupDetail(Defaults: true, comments));

    /// <summary>Options that differ from their defaults.</summary>
    public static string WriteCompact(TestSetup setup) => Write(setup, new SetupDetail(Defaults: false, Comments: false));

    private static string Write(TestSetup setup, SetupDetail detail)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var text = new YamlText();
        SetupTable.Root.Write(setup, text, detail);
        return text.ToString();
    }
}
