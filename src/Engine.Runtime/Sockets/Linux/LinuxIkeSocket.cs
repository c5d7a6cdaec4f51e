using System.Net.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>A bound UDP socket. One thread.</summary>
internal sealed class LinuxIkeSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly KernelDropCount _drops;

    public LinuxIkeSocket(Socket socket, IkeListener listener, LinuxPortSettings settings, IngressCounters counters)
    {
        _socket = socket;
        _drops = new KernelDropCount(Counters, counters.AddMessageDrops);
        Listener = listener;
        ReportsLocalAddress = listener.Endpoint.Address.IsUnspecified;
        Descriptor = (int)socket.Handle;
        var isIpv6 = listener.Endpoint.Address.IsIpv6;
        Outgoing = new OutgoingSocket(socket, Counters, joins: listener.HasNonEspMarker && settings.Offload, isIpv6);
        if (ReportsLocalAddress)
        {
            LinuxSocketOptions.Require(socket, isIpv6 ? LibC.IpProtocolIpv6 : LibC.IpProtocolIpv4, isIpv6 ? LibC.Ipv6ReceivePacketInfo : LibC.Ipv4PacketInfo, 1);
        }

        LinuxSocketOptions.Require(socket, LibC.SocketLevel, LibC.ReceiveQueueOverflow, 1);
        LinuxSocketOptions.AskForTrafficClass(socket, isIpv6);
        if (listener.HasNonEspMarker && settings.Offload)
        {
            // A row of ESP packets of one size comes as one.
            LinuxSocketOptions.Try(socket, LibC.UdpLevel, LibC.UdpReceiveOffload, 1);
        }

        LinuxSocketOptions.Apply(socket, settings);
    }

    public IkeListener Listener { get; }

    public int Descriptor { get; }

    /// <summary>The sending side.</summary>
    public OutgoingSocket Outgoing { get; }

    /// <summary>True for a wildcard socket: each datagram brings the own address it was sent to.</summary>
    public bool ReportsLocalAddress { get; }

    public ListenerCounters Counters { get; } = new();

    /// <summary>The system's count of datagrams that found the receive buffer full; it wraps.</summary>
    public void NoteDrops(uint total) => _drops.Note(total);

    public bool CanSendFrom(in IpEndpoint local) =>
        Listener.Endpoint.Port == local.Port
        && (Listener.Endpoint.Address == local.Address || (ReportsLocalAddress && Listener.Endpoint.Address.Length == local.Address.Length));

    public void Dispose() => _socket.Dispose();
}
