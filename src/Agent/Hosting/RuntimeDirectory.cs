namespace MyIkev2.Agent.Hosting;

/// <summary>Where the agent's sockets live: the system's folder for root, one of the user's own otherwise.</summary>
internal static class RuntimeDirectory
{
    /// <summary>Names another folder.</summary>
    public const string Variable = "MYIKEV2_RUNTIME_DIR";

    private const string SystemFolder = "/run/myikev2";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder's path; it may not exist yet.</summary>
    public static string Path { get; } = Choose();

    /// <summary>The socket of the agent's own API in that folder.</summary>
    public static string AgentSocket => System.IO.Path.Combine(Path, "grpc.sock");

    /// <summary>The socket of the network management interface in that folder.</summary>
    public static string NmsecSocket => System.IO.Path.Combine(Path, "nmsec.sock");

    /// <summary>
    /// Makes the folder if it is missing. A folder of the user is private; throws <see cref="IOException"/> when it belongs to somebody else, who
    /// could otherwise put sockets of his own there.
    /// </summary>
    public static void Create()
    {
        if (OperatingSystem.IsWindows() || Path == SystemFolder)
        {
            Directory.CreateDirectory(Path);
            return;
        }

        Directory.CreateDirectory(Path, OwnerOnly);
        try
        {
            // Only the owner may do this.
            File.SetUnixFileMode(Path, OwnerOnly);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{Path} belongs to another user: remove it or name another folder with {Variable}.", e);
        }
    }

    private static string Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return System.IO.Path.GetFullPath(chosen);
        }

        if (OperatingSystem.IsWindows())
        {
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "MyIkev2", "run");
        }

        if (Environment.IsPrivilegedProcess)
        {
            return SystemFolder;
        }

        return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } user
            ? System.IO.Path.Combine(user, "myikev2")
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"myikev2-{Environment.UserName}");
    }
}
