using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>What became of a setting that was not simply carried over.</summary>
public enum ImportOutcome
{
    /// <summary>It works here, in another way or with another value.</summary>
    Changed,

    /// <summary>There is nothing here that does what it says.</summary>
    NotCarried,
}

/// <summary>One setting that the operator must look at.</summary>
/// <param name="Position">Where it was written.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Setting">Its name with those of the sections around it; empty when it is about the file.</param>
/// <param name="Message">Why, and what is done instead. Never a secret.</param>
public sealed record ImportFinding(ConfigPosition Position, ImportOutcome Outcome, string Setting, string Message)
{
    /// <summary><c>FILE:LINE:COL: not carried: connections.lab.children.net.updown: ...</c>.</summary>
    public override string ToString()
    {
        var position = Position.ToString();
        var outcome = Outcome == ImportOutcome.Changed ? "changed" : "not carried";
        return (position.Length > 0 ? position + ": " : string.Empty) + outcome + ": " + (Setting.Length > 0 ? Setting + ": " : string.Empty) + Message;
    }
}

/// <summary>What came of an import.</summary>
/// <param name="Configuration">In the form of the configuration file, secrets in full; null when nothing could be read.</param>
/// <param name="Findings">In the order of files and lines.</param>
public sealed record ImportResult(string? Configuration, IReadOnlyList<ImportFinding> Findings)
{
    /// <summary>How many settings were not carried.</summary>
    public int NotCarried => Findings.Count(static finding => finding.Outcome == ImportOutcome.NotCarried);
}

/// <summary>Collects findings.</summary>
internal sealed class ImportFindings
{
    private readonly List<ImportFinding> _items = [];

    /// <summary>By file and line; findings about one place in the order they were made.</summary>
    public IReadOnlyList<ImportFinding> Items =>
        [.. _items.OrderBy(static item => item.Position.Source, StringComparer.Ordinal).ThenBy(static item => item.Position.Line).ThenBy(static item => item.Position.Column)];

    public void Changed(ConfigPosition position, string setting, string message) => _items.Add(new ImportFinding(position, ImportOutcome.Changed, setting, message));

    public void Lost(ConfigPosition position, string setting, string message) => _items.Add(new ImportFinding(position, ImportOutcome.NotCarried, setting, message));
}
