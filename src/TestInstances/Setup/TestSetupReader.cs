using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Setup.Options;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup;

/// <summary>Reads setup files: YAML with the options of the tables. Any text gives an answer; none an exception.</summary>
public static class TestSetupReader
{
    /// <summary>Octets of the largest file that can be a setup, in UTF-8.</summary>
    public const long MaximumOctets = SetupParser.MaximumLength * 4L;

    /// <summary>Reads a text, and checks what it says as a whole. Options that it does not name have their defaults.</summary>
    /// <param name="text">The text.</param>
    /// <param name="files">The files that it may name; null = they are not looked at.</param>
    public static SetupReadResult Read(string text, SetupFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (SetupParser.Parse(text, out var problem) is not { } root)
        {
            return new SetupReadResult(null, [problem!]);
        }

        var reading = new SetupReading();
        var setup = SetupTable.Root.Read(TestSetup.Default, root, string.Empty, reading);
        reading.Add(SetupRules.Check(setup));
        var material = SetupMaterial.None;
        if (files is not null && !reading.Diagnostics.Any(static finding => finding.IsError))
        {
            (material, var problems) = MaterialReader.Read(setup, files);
            reading.Add(problems);
        }

        var findings = reading.Diagnostics.OrderBy(static finding => finding.Line).ToList();
        return new SetupReadResult(setup, findings) { Material = material };
    }
}

/// <summary>What a setup file came to.</summary>
/// <param name="Setup">What was understood; null when the text is no YAML. Usable only without errors.</param>
/// <param name="Diagnostics">Errors and warnings, in the order of the lines.</param>
public sealed record SetupReadResult(TestSetup? Setup, IReadOnlyList<SetupDiagnostic> Diagnostics)
{
    /// <summary>What the files hold that it names; only where they were read.</summary>
    public SetupMaterial Material { get; init; } = SetupMaterial.None;

    /// <summary>True when a test can be planned from <see cref="Setup"/>.</summary>
    public bool IsUsable => Setup is not null && !Diagnostics.Any(static finding => finding.IsError);
}
