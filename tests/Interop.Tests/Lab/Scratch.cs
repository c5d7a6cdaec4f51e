namespace MyIkev2.Interop.Tests.Lab;

/// <summary>Folders for configurations, logs and captures: one per run, one per test inside it; gone when the run ends unless asked to stay.</summary>
internal static class Scratch
{
    /// <summary>Set to 1 to keep everything for a post-mortem.</summary>
    public const string KeepVariable = "MYIKEV2_LAB_KEEP";

    private static readonly Lazy<string> Run = new(CreateRun);

    public static string Root => Run.Value;

    public static string CreateFor(string test)
    {
        var folder = Path.Combine(Root, test);
        Directory.CreateDirectory(folder);
        return folder;
    }

    // Unix socket paths may not exceed 107 octets: stay near the root.
    private static string CreateRun()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"myikev2-lab-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        if (Environment.GetEnvironmentVariable(KeepVariable) != "1")
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        }

        return folder;
    }
}
