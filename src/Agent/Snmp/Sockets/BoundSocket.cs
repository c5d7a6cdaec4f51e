using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Snmp.Sockets;

/// <summary>
/// A socket bound to one address, from which its answers leave of themselves. On systems without
/// <see cref="LinuxWildcardSocket"/> it also serves wildcard addresses; there the system chooses the source.
/// </summary>
internal sealed class BoundSocket : RequestSocket
{
    private readonly SocketAddress _peer;

    internal BoundSocket(Socket socket)
        : base(socket) => _peer = new SocketAddress(socket.AddressFamily);

    internal override bool Receive(Span<byte> buffer, out int length)
    {
        length = Socket.ReceiveFrom(buffer, SocketFlags.None, _peer);

        // Octets 2 and 3 of every IP socket address are the port; nobody listens on port 0.
        return _peer[2] != 0 || _peer[3] != 0;
    }

    internal override void Answer(ReadOnlySpan<byte> datagram) => Socket.SendTo(datagram, SocketFlags.None, _peer);
}
