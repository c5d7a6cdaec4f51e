using System.Net;
using System.Net.Sockets;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Vrf;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Asks the host's routing about the way to an address, as our own packets would go. Thread-safe.</summary>
/// <param name="mark">SO_MARK of our packets, which keeps them out of the tunnel's routing table; 0 = none.</param>
/// <param name="space">The network namespace that is asked; null = the process's own.</param>
internal sealed class RouteLookup(uint mark, NetworkNamespace? space = null)
{
    // Any port: nothing is sent.
    private const int DiscardPort = 9;

    /// <summary>Which own address is used; "no address" when there is no route.</summary>
    public IpAddress SourceFor(IpAddress destination)
    {
        try
        {
            using var socket = Connect(destination);
            return IpAddress.From(((IPEndPoint)socket.LocalEndPoint!).Address);
        }
        catch (Exception e) when (e is SocketException or VrfException)
        {
            return default;
        }
    }

    /// <summary>The largest packet that the way is known to take, IP header included; 0 when that is not known. Linux only.</summary>
    public int PathMtu(IpAddress destination)
    {
        try
        {
            using var socket = Connect(destination);
            Span<byte> value = stackalloc byte[sizeof(int)];
            var length = destination.IsIpv6
                ? socket.GetRawSocketOption(LibC.IpProtocolIpv6, LibC.Ipv6Mtu, value)
                : socket.GetRawSocketOption(LibC.IpProtocolIpv4, LibC.Ipv4Mtu, value);
            return length == sizeof(int) ? BitConverter.ToInt32(value) : 0;
        }
        catch (Exception e) when (e is SocketException or VrfException)
        {
            return 0;
        }
    }

    private Socket Connect(IpAddress destination)
    {
        var socket = space is null ? Create() : space.Run(Create);
        try
        {
            if (mark != 0)
            {
                LinuxSocketOptions.Require(socket, LibC.SocketLevel, LibC.Mark, unchecked((int)mark));
            }

            socket.Connect(new IPEndPoint(destination.ToIPAddress(), DiscardPort));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        Socket Create() => new(destination.Family, SocketType.Dgram, ProtocolType.Udp);
    }
}
