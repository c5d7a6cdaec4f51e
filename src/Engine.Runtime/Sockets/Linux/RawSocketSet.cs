using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// A shard's sockets for packets without UDP: ESP (IP protocol 50) and AH (51) of both families, and ready-made IP packets in clear. The system gives
/// every packet to every raw socket of its protocol, so one shard alone reads, and passes on what belongs to others. One thread.
/// </summary>
internal sealed unsafe class RawSocketSet : IDisposable
{
    private const int ProtocolEsp = 50;
    private const int ProtocolAh = 51;
    private const int ProtocolRaw = 255;
    private const int SmallestBuffer = 4096;

    private readonly List<Socket> _sockets = [];

    private RawSocketSet()
    {
    }

    /// <summary>Sockets to read from; empty for a shard that only sends.</summary>
    public List<RawReceiver> Receivers { get; } = [];

    /// <summary>ESP: the system makes the IP header.</summary>
    public OutgoingSocket? EspIpv4 { get; private set; }

    public OutgoingSocket? EspIpv6 { get; private set; }

    /// <summary>AH packets with their IP header.</summary>
    public OutgoingSocket? AhIpv4 { get; private set; }

    public OutgoingSocket? AhIpv6 { get; private set; }

    /// <summary>Packets in clear with their IP header.</summary>
    public OutgoingSocket? ClearIpv4 { get; private set; }

    public OutgoingSocket? ClearIpv6 { get; private set; }

    /// <summary>The sockets for monitors.</summary>
    public List<SocketRow> Rows { get; } = [];

    /// <summary>Opens the sockets. Throws <see cref="RawSocketException"/> when even IPv4 is refused; a host without IPv6 goes without.</summary>
    public static RawSocketSet Open(bool reads, LinuxPortSettings settings)
    {
        var set = new RawSocketSet();
        try
        {
            set.OpenFamily(AddressFamily.InterNetwork, reads, settings);
            try
            {
                set.OpenFamily(AddressFamily.InterNetworkV6, reads, settings);
            }
            catch (RawSocketException e) when (e.IsFamilyMissing)
            {
                // IPv6 is switched off here.
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void OpenFamily(AddressFamily family, bool reads, LinuxPortSettings settings)
    {
        var isIpv6 = family == AddressFamily.InterNetworkV6;
        var esp = Make(family, ProtocolEsp, reads, settings);
        var whole = Make(family, ProtocolRaw, reads: false, settings);
        var (espCounters, ahCounters) = (new ListenerCounters(), new ListenerCounters());
        if (reads)
        {
            Receivers.Add(new RawReceiver(esp, isIpv6, isAh: false, espCounters));
            Receivers.Add(new RawReceiver(Make(family, ProtocolAh, reads, settings), isIpv6, isAh: true, ahCounters));
        }

        var any = new IpEndpoint(isIpv6 ? IpAddress.Parse("::") : IpAddress.Parse("0.0.0.0"), 0);
        Rows.Add(new SocketRow(ListenerTransport.Esp, any, espCounters));
        Rows.Add(new SocketRow(ListenerTransport.Ah, any, ahCounters));
        var espOut = new OutgoingSocket(esp, espCounters, joins: false, isIpv6);
        var ahOut = new OutgoingSocket(whole, ahCounters, joins: false, isIpv6, ownsHeader: true);

        // Leaves by the same socket, but is none of the listener's business.
        var clear = new OutgoingSocket(whole, new ListenerCounters(), joins: false, isIpv6, ownsHeader: true);
        if (isIpv6)
        {
            (EspIpv6, AhIpv6, ClearIpv6) = (espOut, ahOut, clear);
        }
        else
        {
            (EspIpv4, AhIpv4, ClearIpv4) = (espOut, ahOut, clear);
        }
    }

    private Socket Make(AddressFamily family, int protocol, bool reads, LinuxPortSettings settings)
    {
        var socket = Create(family, protocol);
        _sockets.Add(socket);
        LinuxSocketOptions.Apply(socket, reads ? settings : settings with { ReceiveBuffer = SmallestBuffer });
        if (!reads)
        {
            if (protocol == ProtocolEsp)
            {
                KeepFromOutside(socket);
            }

            TakeNothing(socket);
        }
        else
        {
            LinuxSocketOptions.Require(socket, LibC.SocketLevel, LibC.ReceiveQueueOverflow, 1);
        }

        if (reads && family == AddressFamily.InterNetworkV6)
        {
            LinuxSocketOptions.Require(socket, LibC.IpProtocolIpv6, LibC.Ipv6ReceivePacketInfo, 1);
            LinuxSocketOptions.AskForTrafficClass(socket, isIpv6: true);
        }

        return socket;
    }

    /// <summary>.NET makes no sockets of protocols that it has no name for, but takes them as they are.</summary>
    private static Socket Create(AddressFamily family, int protocol)
    {
        var number = family == AddressFamily.InterNetworkV6 ? LibC.AddressFamilyIpv6 : LibC.AddressFamilyIpv4;
        var descriptor = LibC.CreateSocket(number, LibC.SocketRaw | LibC.SocketCloseOnExec, protocol);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new RawSocketException(Marshal.GetPInvokeErrorMessage(error), isFamilyMissing: error == LibC.FamilyNotSupportedError);
        }

        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <summary>
    /// Bound to loopback it is not even asked for packets from outside; what it sends says its source itself. Not for whole packets, which do not: they
    /// would be routed as from loopback, and refused.
    /// </summary>
    private static void KeepFromOutside(Socket socket)
    {
        try
        {
            socket.Bind(new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
        }
        catch (SocketException)
        {
            // Loopback is switched off; the filter alone will do.
        }
    }

    /// <summary>A filter of one instruction, "take 0 octets": the system does not even copy what nobody here will read.</summary>
    private static void TakeNothing(Socket socket)
    {
        ulong instruction = LibC.FilterReturn;
        var program = new LibC.FilterProgram { Length = 1, Instructions = &instruction };
        socket.SetRawSocketOption(LibC.SocketLevel, LibC.AttachFilter, new ReadOnlySpan<byte>(&program, sizeof(LibC.FilterProgram)));
    }
}

/// <summary>A raw socket that is read, and what its packets are.</summary>
internal sealed class RawReceiver(Socket socket, bool isIpv6, bool isAh, ListenerCounters counters)
{
    public int Descriptor { get; } = (int)socket.Handle;

    public bool IsIpv6 { get; } = isIpv6;

    public bool IsAh { get; } = isAh;

    public ListenerCounters Counters { get; } = counters;
}

/// <summary>The system gives no raw socket; the message is the system's.</summary>
internal sealed class RawSocketException(string message, bool isFamilyMissing) : Exception(message)
{
    /// <summary>The host does without that address family.</summary>
    public bool IsFamilyMissing { get; } = isFamilyMissing;
}
