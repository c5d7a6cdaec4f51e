using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// The folder that the socket lives in. Who may write to it may replace the socket and answer in our place, and on Windows
/// its access rights alone say who may connect.
/// </summary>
internal static class SocketDirectory
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode OthersUseTheSocket = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes the folder if it is missing, no wider than the socket itself, and refuses one that anybody may write to.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="socketMode">The mode that the socket will have.</param>
    /// <param name="group">The group that the socket will have, or null.</param>
    /// <exception cref="IOException">The folder is not safe.</exception>
    public static void Prepare(string path, UnixFileMode socketMode, uint? group)
    {
        if (OperatingSystem.IsWindows())
        {
            CreateForAdministrators(path);
            return;
        }

        if (Directory.Exists(path))
        {
            var existing = File.GetUnixFileMode(path);
            if ((existing & UnixFileMode.OtherWrite) != 0 && (existing & UnixFileMode.StickyBit) == 0)
            {
                throw new IOException(
                    $"{path} is writable for everybody, who could put a socket of his own there. Take that right away (chmod o-w {path}), or choose another {NmsecOptions.SectionName}:{nameof(NmsecOptions.SocketPath)}.");
            }

            return;
        }

        var mode = OwnerAndGroup | ((socketMode & OthersUseTheSocket) != 0 ? Others : 0);
        Directory.CreateDirectory(path, mode);

        // Whatever the umask of the process takes away.
        File.SetUnixFileMode(path, mode);
        if (group is { } number)
        {
            // Or the group could not reach the socket that is open to it.
            NativeMethods.ChangeGroup(path, number);
        }
    }

    [SupportedOSPlatform("windows")]
    private static void CreateForAdministrators(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.Exists)
        {
            // Whoever made it has decided who may come in.
            return;
        }

        var rights = new DirectorySecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var own = WindowsIdentity.GetCurrent();
        foreach (var account in (IdentityReference?[])
        [
            own.User,
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
        ])
        {
            if (account is not null)
            {
                rights.AddAccessRule(new FileSystemAccessRule(
                    account,
                    FileSystemRights.FullControl,
                    InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                    PropagationFlags.None,
                    AccessControlType.Allow));
            }
        }

        folder.Create(rights);
    }
}
