namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>What a file is being read into beside its values: where each option stands, and what is wrong.</summary>
internal sealed class SetupReading
{
    private readonly List<SetupDiagnostic> _diagnostics = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    public IReadOnlyList<SetupDiagnostic> Diagnostics => _diagnostics;

    /// <summary>An option stands here.</summary>
    public void Note(string path, int line) => _lines[path] = line;

    public void Error(int line, string path, string message) => _diagnostics.Add(new SetupDiagnostic(line, path, true, message));

    public void Warning(int line, string path, string message) => _diagnostics.Add(new SetupDiagnostic(line, path, false, message));

    /// <summary>Takes in what is wrong with the whole, but for options that have an error already: of their values nothing is known.</summary>
    public void Add(IEnumerable<SetupDiagnostic> findings)
    {
        var spoiled = _diagnostics.Where(static finding => finding.IsError).Select(static finding => finding.Option).ToHashSet(StringComparer.Ordinal);
        _diagnostics.AddRange(findings
            .Where(finding => !spoiled.Contains(finding.Option))
            .Select(finding => finding with { Line = LineOf(finding.Option) }));
    }

    /// <summary>The line of an option, or of the section that it is missing in; 0 for one that is missing at the top.</summary>
    private int LineOf(string path)
    {
        while (path.Length > 0)
        {
            if (_lines.TryGetValue(path, out var line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return 0;
    }
}
