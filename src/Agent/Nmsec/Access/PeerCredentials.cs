using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MyIkev2.Agent.Nmsec;

/// <summary>Who is at the other end of a Unix socket, as the kernel recorded it at connect().</summary>
/// <param name="ProcessId">Process.</param>
/// <param name="UserId">Effective user.</param>
/// <param name="GroupId">Effective group.</param>
/// <param name="Groups">Supplementary groups.</param>
internal sealed record PeerCredentials(int ProcessId, uint UserId, uint GroupId, IReadOnlyList<uint> Groups);

/// <summary>A client: who it is and what it may do.</summary>
/// <param name="Credentials">Who, or null where the system cannot tell.</param>
/// <param name="Rights">What it has a right to, worked out when it connected.</param>
internal sealed record NmsecPeer(PeerCredentials? Credentials, PeerRights Rights);

/// <summary>Finds out who a client is.</summary>
internal interface IPeerCredentialsReader
{
    /// <summary>The client's credentials, or null if the system cannot tell.</summary>
    /// <exception cref="ConnectionAbortedException">The client is gone.</exception>
    PeerCredentials? Read(ConnectionContext connection);
}

/// <summary>Asks the kernel: SO_PEERCRED and SO_PEERGROUPS, Linux.</summary>
internal sealed class SocketPeerCredentialsReader : IPeerCredentialsReader
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentialsOption = 17; // SO_PEERCRED
    private const int PeerGroupsOption = 59; // SO_PEERGROUPS, Linux 4.13
    private const int MostGroups = 65_536; // NGROUPS_MAX

    public PeerCredentials? Read(ConnectionContext connection)
    {
        if (!OperatingSystem.IsLinux() || connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            return null;
        }

        try
        {
            // struct ucred: pid_t, uid_t, gid_t
            Span<int> credentials = stackalloc int[3];
            var length = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(credentials));
            return length == 3 * sizeof(int)
                ? new PeerCredentials(credentials[0], (uint)credentials[1], (uint)credentials[2], ReadGroups(socket))
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
        catch (ObjectDisposedException exception)
        {
            // It connected and left before anybody looked. That is its right, and no fault of ours.
            throw new ConnectionAbortedException("The client is gone.", exception);
        }
    }

    private static IReadOnlyList<uint> ReadGroups(Socket socket)
    {
        // The kernel refuses a buffer that is too small, so a long list takes a second, larger one.
        foreach (var capacity in (ReadOnlySpan<int>)[64, MostGroups])
        {
            try
            {
                var groups = new uint[capacity];
                var length = socket.GetRawSocketOption(SocketLevel, PeerGroupsOption, MemoryMarshal.AsBytes(groups.AsSpan()));
                return groups[..(length / sizeof(uint))];
            }
            catch (SocketException)
            {
                continue;
            }
        }

        return [];
    }
}
