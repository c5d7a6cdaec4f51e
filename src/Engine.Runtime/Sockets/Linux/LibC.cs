using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>The system calls of the datagram path, with the layouts of the Linux C library.</summary>
internal static unsafe partial class LibC
{
    public const int MessageDontWait = 0x40;

    public const uint EpollIn = 0x001;
    public const uint EpollError = 0x008;
    public const uint EpollHangUp = 0x010;
    public const int EpollCloseOnExec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;

    public const int EventFdCloseOnExec = 0x80000;
    public const int EventFdNonBlocking = 0x800;

    public const int InterruptedError = 4;
    public const int AgainError = 11;

    public const int InputOutputError = 5;
    public const int InvalidError = 22;
    public const int MessageSizeError = 90;
    public const int FamilyNotSupportedError = 97;

    public const int Mark = 36;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;
    public const int AttachFilter = 26;

    /// <summary>BPF_RET | BPF_K with the number 0: take nothing.</summary>
    public const ulong FilterReturn = 0x06;

    public const int UdpLevel = 17;
    public const int UdpSegment = 103;
    public const int UdpReceiveOffload = 104;

    public const int Ipv4TypeOfService = 1;
    public const int Ipv4MtuDiscover = 10;
    public const int Ipv4ReceiveTypeOfService = 13;
    public const int Ipv4Mtu = 14;
    public const int Ipv6Mtu = 24;
    public const int Ipv6DontFragment = 62;
    public const int Ipv6ReceiveTrafficClass = 66;
    public const int Ipv6TrafficClass = 67;
    public const int PathMtuDiscoveryDont = 0;
    public const int PathMtuDiscoveryDo = 2;

    public const int IpProtocolIpv4 = 0;
    public const int IpProtocolIpv6 = 41;
    public const int SocketLevel = 1;
    public const int ReceiveQueueOverflow = 40;
    public const int Ipv4PacketInfo = 8;
    public const int Ipv6ReceivePacketInfo = 49;
    public const int Ipv6PacketInfo = 50;

    public const int SocketRaw = 3;
    public const int SocketCloseOnExec = 0x80000;

    public const ushort AddressFamilyIpv4 = 2;
    public const ushort AddressFamilyIpv6 = 10;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int socket, MessageHeaderWithLength* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMany(int socket, MessageHeaderWithLength* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreateEpoll(int flags);

    /// <param name="set">From <see cref="CreateEpoll"/>.</param>
    /// <param name="operation"><see cref="EpollAdd"/> or <see cref="EpollDelete"/>.</param>
    /// <param name="descriptor">What is added or taken out.</param>
    /// <param name="settings">A struct epoll_event, whose layout depends on the processor; null when taking out.</param>
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int ControlEpoll(SafeHandle set, int operation, int descriptor, void* settings);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int WaitEpoll(SafeHandle set, void* events, int room, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "writev", SetLastError = true)]
    public static partial nint WriteVectors(int descriptor, IoVector* vectors, int count);

    /// <summary>struct iovec</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeaderWithLength
    {
        public MessageHeader Header;
        public uint Length;
    }

    /// <summary>struct sock_fprog</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilterProgram
    {
        public ushort Length;
        public ulong* Instructions;
    }

    /// <summary>struct cmsghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
