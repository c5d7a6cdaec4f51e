using System.Net.Sockets;
using System.Net;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Turns the listener options into bound sockets: one set per shard, all on the same addresses and ports.</summary>
internal sealed class ListenerOpener(EngineRuntimeOptions options, string vrf, ILogger logger)
{
    /// <summary>
    /// Binds everything, or throws <see cref="ListenException"/> and leaves nothing open. With <paramref name="copies"/> above 1 each endpoint
    /// gets that many sockets (SO_REUSEPORT), and the system spreads the senders over them.
    /// </summary>
    public OpenedListeners Open(int copies)
    {
        var opened = new OpenedListeners(copies);
        try
        {
            foreach (var listener in Wanted())
            {
                var address = IPAddress.Parse(listener.Address);
                try
                {
                    opened.Add(new IPEndPoint(address, listener.Port), hasNonEspMarker: false, options.ReceiveBufferSize);
                    if (listener.NatTraversalPort >= 0)
                    {
                        opened.Add(new IPEndPoint(address, listener.NatTraversalPort), hasNonEspMarker: true, options.ReceiveBufferSize);
                    }
                }
                catch (ListenException e) when (listener.Optional && IsAbsent(e))
                {
                    RuntimeLog.ListenerSkipped(logger, e.Message);
                }
            }

            if (opened.Listeners.Count == 0)
            {
                throw new ListenException("no address to listen on is left: every listener under Engine:Listeners is optional and absent");
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private IEnumerable<ListenerOptions> Wanted()
    {
        var own = options.Listeners.Where(listener => listener.Vrf == vrf).ToList();
        IEnumerable<ListenerOptions> wanted = own.Count > 0
            ? own
            : [new ListenerOptions { Address = "0.0.0.0" }, new ListenerOptions { Address = "::", Optional = true }];

        // Portable sockets cannot say which local address a datagram was sent to, so each address gets a socket of its own.
        return UsesPortableSockets ? wanted.SelectMany(ExpandWildcard) : wanted;
    }

    private bool UsesPortableSockets => options.PortableSockets || !OperatingSystem.IsLinux();

    private static bool IsAbsent(ListenException e) => e.InnerException is SocketException
    {
        SocketErrorCode: SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.AddressNotAvailable,
    };

    private static IEnumerable<ListenerOptions> ExpandWildcard(ListenerOptions listener)
    {
        var address = IPAddress.Parse(listener.Address);
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return [listener];
        }

        return System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .Where(n => n.OperationalStatus == System.Net.NetworkInformation.OperationalStatus.Up || n.NetworkInterfaceType == System.Net.NetworkInformation.NetworkInterfaceType.Loopback)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(u => u.Address)
            .Where(a => a.AddressFamily == address.AddressFamily && !a.IsIPv6LinkLocal)
            .Distinct()
            .Select(a => new ListenerOptions
            {
                Address = a.ToString(),
                Port = listener.Port,
                NatTraversalPort = listener.NatTraversalPort,
                Optional = true,
            });
    }
}

/// <summary>Bound sockets, <c>Sockets[copy][i]</c> belonging to <c>Listeners[i]</c>. Owns them until they are handed to their shards.</summary>
internal sealed class OpenedListeners(int copies) : IDisposable
{
    // Linux: setsockopt(SOL_SOCKET, SO_REUSEPORT).
    private const int SolSocket = 1;
    private const int SoReusePort = 15;

    private readonly List<IkeListener> _listeners = [];
    private readonly List<Socket>[] _sockets = [.. Enumerable.Range(0, copies).Select(static _ => new List<Socket>())];

    public IReadOnlyList<IkeListener> Listeners => _listeners;

    public IReadOnlyList<Socket> SocketsOf(int copy) => _sockets[copy];

    public void Add(IPEndPoint endpoint, bool hasNonEspMarker, int receiveBuffer)
    {
        // With SO_REUSEPORT a second agent of the same user could bind the same port unnoticed; a plain bind first finds it out.
        if (copies > 1 && endpoint.Port != 0)
        {
            using var probe = Bind(endpoint, reusePort: false, receiveBuffer);
        }

        for (var copy = 0; copy < copies; copy++)
        {
            var socket = Bind(endpoint, copies > 1, receiveBuffer);
            _sockets[copy].Add(socket);
            endpoint = (IPEndPoint)socket.LocalEndPoint!;
        }

        _listeners.Add(new IkeListener(IpEndpoint.From(endpoint), hasNonEspMarker));
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.SelectMany(static s => s))
        {
            socket.Dispose();
        }
    }

    private static Socket Bind(IPEndPoint endpoint, bool reusePort, int receiveBuffer)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            if (reusePort)
            {
                socket.SetRawSocketOption(SolSocket, SoReusePort, BitConverter.GetBytes(1));
            }

            socket.ReceiveBufferSize = receiveBuffer;
            socket.Bind(endpoint);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw ListenException.For(endpoint, e);
        }
    }
}
