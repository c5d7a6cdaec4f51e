using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Grpc;

/// <summary>
/// Binds the Unix socket. The mode of its file is set between bind and listen, when nobody can connect yet, so there is no moment at which
/// the wrong users can.
/// </summary>
internal static class ListenSocket
{
    /// <summary>A socket factory for Kestrel's transport that binds our path itself and leaves every other to <paramref name="others"/>.</summary>
    public static Func<EndPoint, Socket> Bind(GrpcOptions options, Func<EndPoint, Socket> others)
    {
        if (options.SocketPath.Length == 0)
        {
            return others;
        }

        string path = Path.GetFullPath(options.SocketPath);
        return endpoint => endpoint is UnixDomainSocketEndPoint unix && unix.ToString() == path ? Bind(unix, path, options) : others(endpoint);
    }

    private static Socket Bind(UnixDomainSocketEndPoint endpoint, string path, GrpcOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RemoveStale(path, endpoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, GrpcOptionsValidator.ParseMode(options.SocketMode)!.Value);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A socket file outlives a process that was killed. Nobody answers there any more, and only then it is removed; a regular file refuses
    // a connection, too, and is never a stale socket.
    private static void RemoveStale(string path, UnixDomainSocketEndPoint endpoint)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return;
        }

        if (file.Length > 0)
        {
            throw new IOException($"{path} is in the way: it is no socket. Remove it or choose another {GrpcOptions.Section}:{nameof(GrpcOptions.SocketPath)}.");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            file.Delete();
            return;
        }
        catch (SocketException)
        {
            // Whatever it is, nobody refused: bind says what is wrong.
            return;
        }

        throw new IOException($"Another process serves {path}. Stop it or choose another {GrpcOptions.Section}:{nameof(GrpcOptions.SocketPath)}.");
    }
}
