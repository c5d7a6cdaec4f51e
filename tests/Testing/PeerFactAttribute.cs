using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MyIkev2.Testing;

/// <summary>
/// A test against a foreign program. Where the program is missing the test is skipped and says which package brings it; under CI=true it
/// runs and fails, because there the peers are part of the promise. Trait: Category=Peer.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("MyIkev2.Testing.PeerTraitDiscoverer", "MyIkev2.Testing")]
public sealed class PeerFactAttribute : FactAttribute, ITraitAttribute
{
    private string? _requiredPath;
    private string? _package;

    /// <param name="tool">Name of a program on the path, or its full path.</param>
    public PeerFactAttribute(string tool)
    {
        Tool = tool;
        Review();
    }

    public string Tool { get; }

    /// <summary>The package or packages that bring the tool, for the reason of the skip.</summary>
    public string? Package
    {
        get => _package;
        set
        {
            _package = value;
            Review();
        }
    }

    /// <summary>A file or folder that the tool needs beside itself, such as a module.</summary>
    public string? RequiredPath
    {
        get => _requiredPath;
        set
        {
            _requiredPath = value;
            Review();
        }
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string tool)
    {
        if (Path.IsPathRooted(tool))
        {
            return File.Exists(tool) ? tool : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/sbin"]);
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
    }

    private void Review()
    {
        var isComplete = Find(Tool) is not null && (RequiredPath is null || Path.Exists(RequiredPath));
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        Skip = isComplete || isCi ? null : $"{Tool} is missing here{(Package is null ? "" : $"; install {Package}")}";
    }
}

/// <summary>Puts peer tests into a category of their own.</summary>
public sealed class PeerTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Peer")];
}
