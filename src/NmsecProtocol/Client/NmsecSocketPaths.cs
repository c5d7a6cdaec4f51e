namespace MyIkev2.NmsecProtocol.Client;

/// <summary>The two servers that speak this interface.</summary>
public enum NmsecService
{
    /// <summary>The IKE daemon: tunnels, filters, interfaces, control.</summary>
    IpSecurity,

    /// <summary>The network security services server: its clients.</summary>
    NetworkSecurity,
}

/// <summary>Where servers listen on this host.</summary>
public static class NmsecSocketPaths
{
    /// <summary>The variable that names the folder of the agent's sockets; the agent reads the same.</summary>
    public const string FolderVariable = "MYIKEV2_RUNTIME_DIR";

    private const string SystemFolder = "/run/myikev2";

    /// <summary>The path that the interface's documentation gives, as a service of the system has it.</summary>
    public static string System(NmsecService service) => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "MyIkev2", Name(service) + ".sock")
        : $"/var/sock/{Name(service)}";

    /// <summary>
    /// Every path where a server of this host may listen that was not told another: that of the user's own agent first, then that of root's, then
    /// the documented one.
    /// </summary>
    public static IReadOnlyList<string> Candidates(NmsecService service)
    {
        var file = service == NmsecService.IpSecurity ? "nmsec.sock" : "nss.sock";
        var folders = new List<string>();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
        {
            folders.Add(Path.GetFullPath(chosen));
        }
        else if (OperatingSystem.IsWindows())
        {
            folders.Add(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "MyIkev2", "run"));
        }
        else
        {
            if (!Environment.IsPrivilegedProcess)
            {
                folders.Add(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } user
                    ? Path.Combine(user, "myikev2")
                    : Path.Combine(Path.GetTempPath(), $"myikev2-{Environment.UserName}"));
            }

            folders.Add(SystemFolder);
        }

        return [.. folders.Select(folder => Path.Combine(folder, file)), System(service)];
    }

    private static string Name(NmsecService service) => service == NmsecService.IpSecurity ? "ipsecmgmt" : "nss";
}
