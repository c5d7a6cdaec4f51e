using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// Binds the listening socket. Owner, group and mode of its file are set between bind and listen, when nobody can
/// connect yet, so there is no moment at which the wrong users can.
/// </summary>
internal static class NmsecSocket
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A socket factory for Kestrel's transport that binds our paths itself and leaves every other to <paramref name="others"/>.</summary>
    public static Func<EndPoint, Socket> Bind(NmsecOptions options, Func<EndPoint, Socket> others)
    {
        string[] paths = options.NssSocketPath.Length == 0
            ? [Path.GetFullPath(options.SocketPath)]
            : [Path.GetFullPath(options.SocketPath), Path.GetFullPath(options.NssSocketPath)];
        return endPoint => endPoint is UnixDomainSocketEndPoint unix && unix.ToString() is { } path && paths.Contains(path)
            ? Bind(unix, path, options)
            : others(endPoint);
    }

    private static Socket Bind(UnixDomainSocketEndPoint endPoint, string path, NmsecOptions options)
    {
        var mode = NmsecOptionsValidator.ParseMode(options.SocketMode) ?? OwnerOnly;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            SocketDirectory.Prepare(folder, mode, options.SocketGroup);
        }

        RemoveStale(path, endPoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            if (!OperatingSystem.IsWindows())
            {
                if (options.SocketGroup is { } group)
                {
                    NativeMethods.ChangeGroup(path, group);
                }

                File.SetUnixFileMode(path, mode);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A socket file outlives a process that was killed. Nobody answers there any more, and only then it is removed.
    private static void RemoveStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsLinux() && NativeMethods.IsSocket(path) == false)
        {
            throw new IOException($"{path} is in the way: it is not a socket. Remove it or choose another {NmsecOptions.SectionName}:{nameof(NmsecOptions.SocketPath)}.");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            // Whatever it is, it is not refused: bind says what is wrong.
            return;
        }

        throw new IOException($"Another process serves {path}. Stop it or choose another {NmsecOptions.SectionName}:{nameof(NmsecOptions.SocketPath)}.");
    }
}
