namespace MyIkev2.Tools.LayoutDoc;

/// <summary>A document that is made from the code.</summary>
/// <param name="Path">Below the repository's root.</param>
/// <param name="Render">Gives the whole text; the same at every call.</param>
public sealed record GeneratedDocument(string Path, Func<string> Render);

/// <summary>TABLE of the generated documents. To add one: a file with its renderer here, and a row.</summary>
public static class GeneratedDocuments
{
    public static IReadOnlyList<GeneratedDocument> All { get; } =
    [
        new("docs/generated/options.md", OptionsDocument.Render),
        new("docs/generated/nmsec-records.md", NmsecRecordsDocument.Render),
    ];

    /// <summary><c>layoutdoc [--check] [ROOT]</c>; the root of the repository is the working directory unless it is given.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        var checks = arguments.Contains("--check");
        var root = arguments.FirstOrDefault(argument => argument != "--check") ?? ".";
        if (!File.Exists(Path.Combine(root, "MyIkev2.sln")))
        {
            output.WriteLine($"{Path.GetFullPath(root)} is not the root of the repository");
            return 2;
        }

        var stale = 0;
        foreach (var document in All)
        {
            var path = Path.Combine(root, document.Path);
            var text = document.Render();
            if (File.Exists(path) && File.ReadAllText(path) == text)
            {
                continue;
            }

            stale++;
            if (!checks)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }

            output.WriteLine($"{document.Path}: {(checks ? "stale" : "written")}");
        }

        return checks && stale > 0 ? 1 : 0;
    }
}
