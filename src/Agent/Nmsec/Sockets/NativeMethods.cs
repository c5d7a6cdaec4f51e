using System.Runtime.InteropServices;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the Linux C library has and .NET does not show.</summary>
internal static partial class NativeMethods
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeOnly = 1; // STATX_TYPE
    private const int ModeOffset = 28; // stx_mode in struct statx, the same on every architecture
    private const int TypeMask = 0xF000; // S_IFMT
    private const int SocketType = 0xC000; // S_IFSOCK

    /// <summary>The user id that the process acts as.</summary>
    public static uint EffectiveUserId => geteuid();

    /// <summary>True if the path is a Unix socket; null if the system cannot tell.</summary>
    public static bool? IsSocket(string path)
    {
        Span<byte> status = stackalloc byte[256];
        try
        {
            return statx(CurrentDirectory, path, NoFollow, TypeOnly, ref MemoryMarshal.GetReference(status)) == 0
                ? (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) == SocketType
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives a file to a group; its owner stays.</summary>
    /// <exception cref="IOException">The process may not, or the file is gone.</exception>
    public static void ChangeGroup(string path, uint group)
    {
        if (chown(path, uint.MaxValue, group) != 0)
        {
            throw new IOException($"Cannot give {path} to group {group}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>The C library's entry of a user, or zero. Valid until the next call.</summary>
    public static nint GetUser(string name) => getpwnam(name);

    /// <summary>The C library's entry of a group, or zero. Valid until the next call.</summary>
    public static nint GetGroup(string name) => getgrnam(name);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint getpwnam(string name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint getgrnam(string name);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int chown(string path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(int directory, string path, int flags, uint mask, ref byte status);
}
