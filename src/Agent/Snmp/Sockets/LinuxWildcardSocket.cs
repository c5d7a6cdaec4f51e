using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MyIkev2.Agent.Snmp.Sockets;

/// <summary>
/// A socket bound to 0.0.0.0 or [::] that answers from the address each request was sent to. The kernel tells that
/// address with every datagram (IP_PKTINFO, IPV6_PKTINFO) and takes it back with the answer. Without this a host with
/// several addresses answers from the one nearest to the asker, and the asker drops the answer.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class LinuxWildcardSocket : RequestSocket
{
    private const int IpProtocol = 0;
    private const int Ipv6Protocol = 41;
    private const int IpPacketInfo = 8;
    private const int Ipv6ReceivePacketInfo = 49;
    private const int Ipv6PacketInfo = 50;

    private const int PeerRoom = 28; // sockaddr_in6
    private const int ControlRoom = 64;
    private static readonly int ControlHeader = sizeof(nuint) + (2 * sizeof(int));

    // Pinned, because the kernel writes into them while this thread is in a system call. Owned by the receiving thread.
    private readonly byte[] _peer = GC.AllocateArray<byte>(PeerRoom, pinned: true);
    private readonly byte[] _control = GC.AllocateArray<byte>(ControlRoom, pinned: true);
    private uint _peerLength;
    private nuint _controlLength;

    internal LinuxWildcardSocket(Socket socket)
        : base(socket)
    {
    }

    /// <summary>Makes the kernel tell the destination of each datagram; to be called before binding.</summary>
    internal static void AskForDestination(Socket socket)
    {
        var (level, option) = socket.AddressFamily == AddressFamily.InterNetworkV6
            ? (Ipv6Protocol, Ipv6ReceivePacketInfo)
            : (IpProtocol, IpPacketInfo);
        socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
    }

    internal override bool Receive(Span<byte> buffer, out int length)
    {
        fixed (byte* data = buffer, peer = _peer, control = _control)
        {
            var vector = new IoVector { Base = data, Length = (nuint)buffer.Length };
            var message = new MessageHeader
            {
                Name = peer,
                NameLength = PeerRoom,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlRoom,
            };
            length = (int)Check(ReceiveMessage(Socket.SafeHandle, &message, 0));
            _peerLength = message.NameLength;
            _controlLength = KeepSource(_control.AsSpan(0, (int)message.ControlLength));
        }

        // A socket that was shut down gives an empty message without a sender; nobody listens on port 0.
        return _peerLength >= 8 && (_peer[2] != 0 || _peer[3] != 0);
    }

    internal override void Answer(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* data = datagram, peer = _peer, control = _control)
        {
            var vector = new IoVector { Base = data, Length = (nuint)datagram.Length };
            var message = new MessageHeader
            {
                Name = peer,
                NameLength = _peerLength,
                Vectors = &vector,
                VectorCount = 1,
                Control = _controlLength == 0 ? null : control,
                ControlLength = _controlLength,
            };
            Check(SendMessage(Socket.SafeHandle, &message, 0));
        }
    }

    /// <summary>
    /// Turns what the kernel told about a datagram into what it wants to hear with the answer, in place: the same
    /// address, without the interface, so that routing is free. Gives the length; 0 leaves the source to the kernel.
    /// </summary>
    internal static nuint KeepSource(Span<byte> control)
    {
        if (control.Length < ControlHeader + 12)
        {
            return 0;
        }

        var length = (int)MemoryMarshal.Read<nuint>(control);
        var level = MemoryMarshal.Read<int>(control[sizeof(nuint)..]);
        var type = MemoryMarshal.Read<int>(control[(sizeof(nuint) + sizeof(int))..]);
        var data = control[ControlHeader..];
        switch (level, type)
        {
            case (IpProtocol, IpPacketInfo) when length == ControlHeader + 12:
                // in_pktinfo: interface, local address to answer from, destination in the header. For a broadcast the
                // second is the interface's own address, which is what an answer needs.
                data[..4].Clear();
                return (nuint)control.Length;
            case (Ipv6Protocol, Ipv6PacketInfo) when length == ControlHeader + 20 && data.Length >= 20:
                // in6_pktinfo: destination, interface. A multicast destination is no source address; a link-local one
                // means nothing without its interface.
                if (data[0] == 0xFF)
                {
                    return 0;
                }

                if ((BinaryPrimitives.ReadUInt16BigEndian(data) & 0xFFC0) != 0xFE80)
                {
                    data.Slice(16, 4).Clear();
                }

                return (nuint)control.Length;
            default:
                return 0;
        }
    }

    private static nint Check(nint result) =>
        result >= 0 ? result : throw new SocketException(ToSocketError(Marshal.GetLastPInvokeError()));

    /// <summary>Only the distinction that callers make is translated; the number stays in the message.</summary>
    private static int ToSocketError(int error) => error switch
    {
        4 or 11 => (int)SocketError.Interrupted, // EINTR, EAGAIN
        9 => (int)SocketError.OperationAborted, // EBADF
        _ => (int)SocketError.SocketError,
    };

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeSocketHandle socket, MessageHeader* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        internal byte* Base;
        internal nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        internal byte* Name;
        internal uint NameLength;
        internal IoVector* Vectors;
        internal nuint VectorCount;
        internal byte* Control;
        internal nuint ControlLength;
        internal int Flags;
    }
}
