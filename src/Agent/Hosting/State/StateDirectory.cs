namespace MyIkev2.Agent.Hosting.State;

/// <summary>Where the agent keeps what must survive a restart and a boot of the host: the system's folder for a service, one of the user's own otherwise.</summary>
internal static class StateDirectory
{
    /// <summary>Names another folder.</summary>
    public const string Variable = "MYIKEV2_STATE_DIR";

    /// <summary>Set by systemd for a unit with <c>StateDirectory=</c>; several folders are separated by colons.</summary>
    private const string SystemdVariable = "STATE_DIRECTORY";

    private const string SystemFolder = "/var/lib/myikev2";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder's path; it may not exist yet.</summary>
    public static string Choose() => Choose(Environment.GetEnvironmentVariable, Environment.IsPrivilegedProcess);

    /// <summary>As <see cref="Choose()"/>, for a process with the given variables and rights.</summary>
    internal static string Choose(Func<string, string?> variable, bool privileged)
    {
        if (variable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (variable(SystemdVariable) is { Length: > 0 } systemd)
        {
            return systemd.Split(':')[0];
        }

        // An agent with a runtime folder of its own is one of several on the host: they must not share their state.
        if (variable(RuntimeDirectory.Variable) is { Length: > 0 } runtime)
        {
            return Path.Combine(Path.GetFullPath(runtime), "state");
        }

        if (OperatingSystem.IsWindows())
        {
            var folder = privileged ? Environment.SpecialFolder.CommonApplicationData : Environment.SpecialFolder.LocalApplicationData;
            return Path.Combine(Environment.GetFolderPath(folder), "MyIkev2", "state");
        }

        if (privileged)
        {
            return SystemFolder;
        }

        return variable("XDG_STATE_HOME") is { Length: > 0 } user
            ? Path.Combine(user, "myikev2")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "myikev2");
    }

    /// <summary>Makes the folder if it is missing, for its owner only.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
