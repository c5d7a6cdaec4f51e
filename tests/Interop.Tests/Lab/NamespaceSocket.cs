using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>
/// Sockets of another network namespace. A socket stays in the namespace of the thread that made it, so a thread of its own enters the
/// namespace, makes the socket, and ends; no other thread of this process ever leaves its own.
/// </summary>
internal static class NamespaceSocket
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET

    public static async Task<Socket> CreateAsync(string name, Func<Socket> create)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Enter(name);
                made.SetResult(create());
            }
            catch (Exception exception) when (exception is LabException or SocketException or IOException)
            {
                made.SetException(exception);
            }
        });
        thread.Start();
        return await made.Task;
    }

    private static void Enter(string name)
    {
        using var file = File.OpenHandle("/run/netns/" + name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (SetNamespace(file, NetworkNamespace) != 0)
        {
            throw new LabException($"setns {name}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle file, int kind);
}
