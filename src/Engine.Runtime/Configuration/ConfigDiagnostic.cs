namespace MyIkev2.Engine.Runtime.Configuration;

public enum ConfigSeverity
{
    /// <summary>The configuration works, but perhaps not as meant.</summary>
    Warning,

    /// <summary>The configuration is refused as a whole.</summary>
    Error,
}

/// <summary>Where something was written; line and column count from 1, line 0 means "nowhere": a default or a node that is missing.</summary>
/// <param name="Source">File name, or a word such as <c>edit</c>.</param>
public readonly record struct ConfigPosition(string? Source, int Line, int Column)
{
    public override string ToString() => Line > 0 ? $"{Source}:{Line}:{Column}" : Source ?? string.Empty;
}

/// <summary>One finding: where, about which node, what is wrong and what is allowed.</summary>
/// <param name="Path">The node, as <c>/ vrf main ike ...</c>; empty when no node is concerned.</param>
public sealed record ConfigDiagnostic(ConfigSeverity Severity, ConfigPosition Position, string Path, string Message)
{
    public bool IsError => Severity == ConfigSeverity.Error;

    /// <summary><c>FILE:LINE:COL: error: / vrf main ike ...: message</c>.</summary>
    public override string ToString()
    {
        var position = Position.ToString();
        var severity = IsError ? "error" : "warning";
        return (position.Length > 0 ? position + ": " : string.Empty) + severity + ": " + (Path.Length > 0 ? Path + ": " : string.Empty) + Message;
    }
}

/// <summary>Collects findings in the order they are made.</summary>
internal sealed class ConfigDiagnostics
{
    private readonly List<ConfigDiagnostic> _items = [];

    public IReadOnlyList<ConfigDiagnostic> Items => _items;

    public bool HasErrors { get; private set; }

    public void Error(ConfigPosition position, string path, string message)
    {
        HasErrors = true;
        _items.Add(new ConfigDiagnostic(ConfigSeverity.Error, position, path, message));
    }

    public void Warning(ConfigPosition position, string path, string message) =>
        _items.Add(new ConfigDiagnostic(ConfigSeverity.Warning, position, path, message));
}
