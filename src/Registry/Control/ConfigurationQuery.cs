namespace MyIkev2.Registry;

/// <summary>How a listing of configuration looks.</summary>
public enum ConfigurationForm
{
    /// <summary>Nested blocks, each closed by <c>..</c>.</summary>
    Blocks,

    /// <summary>A line for each value, with its whole path: each can be given to an edit.</summary>
    FullPath,

    /// <summary>XML of what was asked for.</summary>
    Xml,

    /// <summary>XML of what was asked for within all that is around it, from the root.</summary>
    XmlAbsolute,
}

/// <summary>What of the configuration to show, and how.</summary>
/// <param name="Path">The leading <c>/</c> may be left out; empty for everything.</param>
public sealed record ConfigurationQuery(string Path)
{
    /// <summary>Whether options that have their default value are shown.</summary>
    public bool WithDefaults { get; init; } = true;

    /// <summary>Whether secrets are shown; who asks has checked that right.</summary>
    public bool RevealSecrets { get; init; }

    /// <summary>How the listing looks.</summary>
    public ConfigurationForm Form { get; init; }

    /// <summary>
    /// Lines as an edit takes them: what is shown is then the running configuration with them, whether it could be used or not. Empty for the running configuration.
    /// </summary>
    public IReadOnlyList<string> CandidateLines { get; init; } = [];
}
