using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Asks the host's routing which own address it uses towards another one. Thread-safe.</summary>
internal static class RouteLookup
{
    // Any port: nothing is sent.
    private const int DiscardPort = 9;

    /// <summary>"No address" when there is no route.</summary>
    public static IpAddress SourceFor(IpAddress destination)
    {
        try
        {
            using var socket = new Socket(destination.Family, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(destination.ToIPAddress(), DiscardPort));
            return IpAddress.From(((IPEndPoint)socket.LocalEndPoint!).Address);
        }
        catch (SocketException)
        {
            return default;
        }
    }
}
