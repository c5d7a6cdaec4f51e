using System.Runtime.InteropServices;

namespace MyIkev2.Agent.Nmsec;

/// <summary>Users and groups by name, from whatever the host's name service knows. For the start only: not thread-safe.</summary>
internal static class SystemAccounts
{
    /// <summary>The number of a user, or null.</summary>
    public static uint? FindUser(string name) => OperatingSystem.IsWindows() ? null : NumberIn(NativeMethods.GetUser(name));

    /// <summary>The number of a group, or null.</summary>
    public static uint? FindGroup(string name) => OperatingSystem.IsWindows() ? null : NumberIn(NativeMethods.GetGroup(name));

    // struct passwd and struct group both begin with two pointers (name, password); the number follows.
    private static uint? NumberIn(nint entry) => entry == 0 ? null : (uint)Marshal.ReadInt32(entry, 2 * nint.Size);
}
