using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>
/// Tells who a caller is from its connection: over the Unix socket the agent's own user and root may do everything and others who may open
/// it may monitor; over TCP everybody may do what <see cref="AnonymousAccess"/> says: monitor from loopback, nothing from elsewhere. A bearer token or a
/// certificate adds what <see cref="CallerDirectory"/> has for it.
/// </summary>
internal sealed class CallerRoles(CallerDirectory directory, AnonymousAccess anonymous)
{
    private const string Bearer = "Bearer ";
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED
    private const uint Root = 0;

    private readonly uint? _ownUser = OperatingSystem.IsLinux() ? geteuid() : null;

    /// <summary>The caller's roles; false if it shows a token that nobody has.</summary>
    public bool TryFind(HttpContext http, out CallerRole roles)
    {
        roles = OfConnection(http);
        if (http.Connection.ClientCertificate is { } certificate)
        {
            roles |= directory.OfCertificate(certificate);
        }

        string? authorization = http.Request.Headers.Authorization;
        if (authorization is null || !authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        CallerRole? ofToken = directory.OfToken(authorization[Bearer.Length..].Trim());
        roles |= ofToken ?? CallerRole.None;
        return ofToken is not null;
    }

    private CallerRole OfConnection(HttpContext http)
    {
        Socket? socket = http.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket?.AddressFamily == AddressFamily.Unix)
        {
            return OfUser(ReadUser(socket), _ownUser);
        }

        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) ? anonymous.Loopback : anonymous.Elsewhere;
    }

    /// <summary>The rights of a user of the Unix socket; null where the system does not tell users.</summary>
    internal static CallerRole OfUser(uint? user, uint? ownUser)
    {
        if (ownUser is null)
        {
            // Without peer credentials the file's permissions are the only guard, and they have let the caller in.
            return CallerRole.All;
        }

        return user is { } known && (known == Root || known == ownUser) ? CallerRole.All : CallerRole.Monitor;
    }

    private static uint? ReadUser(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            // struct ucred: pid_t, uid_t, gid_t
            Span<uint> credentials = stackalloc uint[3];
            int length = socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
            return length == 3 * sizeof(uint) ? credentials[1] : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
