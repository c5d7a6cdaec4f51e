using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Snmp.Sockets;

/// <summary>
/// A UDP socket that takes one request at a time and answers it, from the address that was asked. Blocking: one thread
/// receives and answers; <see cref="Dispose"/> may come from another and ends a waiting receive.
/// </summary>
internal abstract class RequestSocket : IDisposable
{
    private protected RequestSocket(Socket socket)
    {
        Socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The bound address and port.</summary>
    internal IPEndPoint LocalEndPoint { get; }

    private protected Socket Socket { get; }

    /// <summary>Binds; a wildcard address gets a socket that knows which address was asked, where the system offers it.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    internal static RequestSocket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false; // so that 0.0.0.0 and [::] can be bound side by side
            }

            var wildcard = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
            if (wildcard && OperatingSystem.IsLinux())
            {
                LinuxWildcardSocket.AskForDestination(socket);
                socket.Bind(endPoint);
                return new LinuxWildcardSocket(socket);
            }

            if (OperatingSystem.IsWindows())
            {
                // SIO_UDP_CONNRESET off: an asker that went away must not fail the next receive.
                const int UdpConnectionReset = -1744830452;
                socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
            }

            socket.Bind(endPoint);
            return new BoundSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a datagram; false if there is nothing to answer in it.</summary>
    /// <exception cref="SocketException">The receive failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    internal abstract bool Receive(Span<byte> buffer, out int length);

    /// <summary>Answers the datagram received last.</summary>
    /// <exception cref="SocketException">The send failed.</exception>
    internal abstract void Answer(ReadOnlySpan<byte> datagram);

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
