using System.Net.Sockets;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>A bound UDP socket with the batch of datagrams that wait to leave through it. One thread.</summary>
internal sealed class LinuxIkeSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly IngressCounters _counters;
    private readonly SendBatch _outgoing = new();
    private uint _dropped;

    public LinuxIkeSocket(Socket socket, IkeListener listener, IngressCounters counters)
    {
        _socket = socket;
        _counters = counters;
        Listener = listener;
        ReportsLocalAddress = listener.Endpoint.Address.IsUnspecified;
        Descriptor = (int)socket.Handle;
        if (ReportsLocalAddress)
        {
            var (level, option) = listener.Endpoint.Address.IsIpv6
                ? (LibC.IpProtocolIpv6, LibC.Ipv6ReceivePacketInfo)
                : (LibC.IpProtocolIpv4, LibC.Ipv4PacketInfo);
            socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
        }

        socket.SetRawSocketOption(LibC.SocketLevel, LibC.ReceiveQueueOverflow, BitConverter.GetBytes(1));
    }

    public IkeListener Listener { get; }

    public int Descriptor { get; }

    /// <summary>True for a wildcard socket: each datagram brings the own address it was sent to.</summary>
    public bool ReportsLocalAddress { get; }

    /// <summary>The system's count of datagrams that found the receive buffer full; it wraps.</summary>
    public void NoteDrops(uint total)
    {
        if (total != _dropped)
        {
            _counters.AddInboxDrops((int)(total - _dropped));
            _dropped = total;
        }
    }

    public bool CanSendFrom(in IpEndpoint local) =>
        Listener.Endpoint.Port == local.Port
        && (Listener.Endpoint.Address == local.Address || (ReportsLocalAddress && Listener.Endpoint.Address.Length == local.Address.Length));

    public void Send(in NetworkPath path, bool marker, ReadOnlySpan<byte> message, Action<int> failed)
    {
        var source = ReportsLocalAddress ? path.Local.Address : default;
        if (!_outgoing.TryAdd(path.Remote, source, marker, message))
        {
            _outgoing.Flush(Descriptor, failed);
            _outgoing.TryAdd(path.Remote, source, marker, message);
        }
    }

    public void Flush(Action<int> failed)
    {
        if (!_outgoing.IsEmpty)
        {
            _outgoing.Flush(Descriptor, failed);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _outgoing.Dispose();
    }
}
