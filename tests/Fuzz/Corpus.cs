namespace MyIkev2.Fuzz;

/// <summary>The stored inputs of a target: seeds for the mutator, and cases that must stay fixed.</summary>
public static class Corpus
{
    private const string Folder = "corpus";

    /// <summary>The corpus that the build put beside the assembly.</summary>
    public static string DefaultRoot => Path.Combine(AppContext.BaseDirectory, Folder);

    /// <summary>Every file of <paramref name="target"/>, in a stable order.</summary>
    public static IReadOnlyList<string> FilesOf(string root, string target)
    {
        string folder = Path.Combine(root, target);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)]
            : [];
    }

    public static List<byte[]> Load(string root, string target) =>
        [.. FilesOf(root, target).Select(File.ReadAllBytes)];
}
