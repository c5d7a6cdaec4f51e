using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>
/// A network namespace of Linux, which is what a VRF is here. A socket, a TUN device and a netlink request belong to the namespace of the thread that
/// opens them, for ever; so only the opening is done inside. Thread-safe.
/// </summary>
/// <remarks>
/// A thread inside must not queue work or start threads: new threads, those of the thread pool too, begin where their maker is. That is why no thread stays inside.
/// </remarks>
internal sealed partial class NetworkNamespace : IDisposable
{
    /// <summary>Where <c>ip netns</c> keeps them.</summary>
    public const string Folder = "/run/netns";

    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    private readonly SafeFileHandle _handle;

    private NetworkNamespace(string name, SafeFileHandle handle)
    {
        Name = name;
        _handle = handle;
    }

    /// <summary>Name of the VRF.</summary>
    public string Name { get; }

    /// <summary>Opens the namespace of that name. Throws <see cref="VrfException"/> saying what is missing.</summary>
    public static NetworkNamespace Open(string name) => Open(name, Path.Combine(Folder, name), $"there is no network namespace {name}: make it with 'ip netns add {name}'");

    /// <summary>The process's own.</summary>
    public static NetworkNamespace OpenOwn() => Open("main", "/proc/self/ns/net", "/proc is missing");

    /// <summary>True when there is a namespace of that name.</summary>
    public static bool Exists(string name) => OperatingSystem.IsLinux() && File.Exists(Path.Combine(Folder, name));

    /// <summary>
    /// Runs something short on a thread inside. It must neither wait nor queue work nor start threads. Throws what it throws, and <see cref="VrfException"/>
    /// when the namespace cannot be entered.
    /// </summary>
    public T Run<T>(Func<T> action)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(_handle);
                result = action();
            }
#pragma warning disable CA1031 // Carried to the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = $"vrf {Name}" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    public void Dispose() => _handle.Dispose();

    private void Enter(SafeFileHandle handle)
    {
        if (SetNamespace(handle, NewNetwork) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new VrfException(error == 1
                ? $"not allowed to enter the network namespace {Name}: run as root or grant CAP_SYS_ADMIN"
                : $"cannot enter the network namespace {Name}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static NetworkNamespace Open(string name, string path, string missing)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new VrfException($"vrf {name}: VRFs other than main are network namespaces, which only Linux has");
        }

        try
        {
            return new NetworkNamespace(name, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VrfException(missing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VrfException($"cannot open the network namespace {name}: {e.Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle descriptor, int kind);
}

/// <summary>A VRF cannot be served. The message says why and what to do.</summary>
public sealed class VrfException(string message) : IOException(message);
