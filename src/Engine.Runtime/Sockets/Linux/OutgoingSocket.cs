using System.Net.Sockets;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>The sending side of a socket: options that hold for the whole socket and are switched only when they change. One thread.</summary>
internal sealed class OutgoingSocket
{
    // Refusals may have been those of a way that is no longer used.
    private const long LimitLifetimeMilliseconds = 10_000;

    private readonly Socket _socket;
    private readonly bool _isIpv6;
    private bool? _dontFragment;
    private int _joinLimit;
    private long _limitedUntil;

    /// <param name="socket">The socket; owned by somebody else.</param>
    /// <param name="counters">What leaves, or fails to, is counted here.</param>
    /// <param name="joins">Segmentation offload may be tried.</param>
    /// <param name="isIpv6">Its family.</param>
    /// <param name="ownsHeader">Packets bring their IP header, and in it what is to be done with them.</param>
    public OutgoingSocket(Socket socket, ListenerCounters counters, bool joins, bool isIpv6, bool ownsHeader = false)
    {
        _socket = socket;
        _isIpv6 = isIpv6;
        _joinLimit = joins ? int.MaxValue : 0;
        _limitedUntil = joins ? 0 : long.MaxValue;
        Counters = counters;
        OwnsHeader = ownsHeader;
        Descriptor = (int)socket.Handle;
    }

    public ListenerCounters Counters { get; }

    public int Descriptor { get; }

    public bool OwnsHeader { get; }

    /// <summary>Datagrams of that size may be joined.</summary>
    public bool MayJoin(int segmentSize)
    {
        if (_joinLimit != int.MaxValue && Environment.TickCount64 > _limitedUntil)
        {
            _joinLimit = int.MaxValue;
        }

        return segmentSize < _joinLimit;
    }

    /// <summary>Joins only what is smaller, for a while.</summary>
    public void LimitJoining(int segmentSize)
    {
        _joinLimit = Math.Min(_joinLimit, segmentSize);
        _limitedUntil = Environment.TickCount64 + LimitLifetimeMilliseconds;
    }

    /// <summary>
    /// With DF the system refuses what the path does not take (EMSGSIZE); without, it fragments. Never "as the system thinks best", which sets DF
    /// and waits for ICMP that firewalls drop.
    /// </summary>
    public void SetDontFragment(bool dontFragment)
    {
        if (_dontFragment == dontFragment || OwnsHeader)
        {
            return;
        }

        _dontFragment = dontFragment;
        Span<byte> value = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(value, dontFragment ? LibC.PathMtuDiscoveryDo : LibC.PathMtuDiscoveryDont);
        try
        {
            if (_isIpv6)
            {
                // Routers never fragment IPv6: this is about us. An explicit "no" keeps the path's MTU learned.
                BitConverter.TryWriteBytes(value, dontFragment ? 1 : 0);
                _socket.SetRawSocketOption(LibC.IpProtocolIpv6, LibC.Ipv6DontFragment, value);
            }
            else
            {
                _socket.SetRawSocketOption(LibC.IpProtocolIpv4, LibC.Ipv4MtuDiscover, value);
            }
        }
        catch (SocketException)
        {
            // The system's own way of fragmenting is a way too.
        }
    }
}
