namespace MyIkev2.Interop.Tests.Lab;

/// <summary>Folders for configurations, logs and captures: one per run, one per test inside it; each gone with its test unless asked to stay.</summary>
internal static class Scratch
{
    /// <summary>Set to 1 to keep everything for a post-mortem.</summary>
    public const string KeepVariable = "MYIKEV2_LAB_KEEP";

    private static readonly Lock Changing = new();

    private static readonly bool Keeps = Environment.GetEnvironmentVariable(KeepVariable) == "1";

    // Unix socket paths may not exceed 107 octets: stay near the root.
    private static readonly string Run = Path.Combine(Path.GetTempPath(), $"myikev2-lab-{Environment.ProcessId}");

    // For programs that end by themselves and leave the folders to us.
    static Scratch() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (!Keeps && Directory.Exists(Run))
        {
            Directory.Delete(Run, recursive: true);
        }
    };

    public static string CreateFor(string test)
    {
        lock (Changing)
        {
            return Directory.CreateDirectory(Path.Combine(Run, test)).FullName;
        }
    }

    /// <summary>Removes a test's folder, and the run's with the last of them: a test host is ended without a chance to tidy up.</summary>
    public static void Remove(string folder)
    {
        if (Keeps)
        {
            return;
        }

        lock (Changing)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                if (!Directory.EnumerateFileSystemEntries(Run).Any())
                {
                    Directory.Delete(Run);
                }
            }
            catch (IOException)
            {
                // A program that would not die writes yet: no reason to call its test failed.
            }
        }
    }
}
