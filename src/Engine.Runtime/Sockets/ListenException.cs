using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>A port could not be opened. The message names address and port, says why and what to do.</summary>
public sealed class ListenException : Exception
{
    public ListenException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal static ListenException For(IPEndPoint endpoint, SocketException error)
    {
        var advice = error.SocketErrorCode switch
        {
            SocketError.AccessDenied when endpoint.Port is > 0 and < 1024 =>
                "permission denied. Ports below 1024 need root or the capability CAP_NET_BIND_SERVICE; " +
                "run as root, grant the capability, or choose higher ports under Engine:Listeners.",
            SocketError.AddressAlreadyInUse =>
                $"another program uses it (another IKE daemon?). `ss -ulpn 'sport = :{endpoint.Port}'` names it; " +
                "stop it, or choose another port under Engine:Listeners.",
            SocketError.AddressNotAvailable =>
                "this host has no such address. `ip address` lists those it has; correct Engine:Listeners.",
            SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported =>
                "this host has no such address family (is IPv6 switched off?). Remove the address from Engine:Listeners.",
            _ => $"{error.Message}.",
        };
        return new ListenException($"cannot listen on {endpoint.Address} port {endpoint.Port} (UDP): {advice}", error);
    }
}
