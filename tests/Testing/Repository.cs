namespace MyIkev2.Testing;

/// <summary>The source tree that the running test was built from.</summary>
public static class Repository
{
    /// <summary>Its top folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The test's folder is not below one.</exception>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MyIkev2.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The solution is not above the test's folder.");
        }

        return folder.FullName;
    }
}
