using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Runtime.Sockets.Linux;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// Hears from the kernel that interfaces or addresses of a network namespace have changed, which takes routes along or lets them come back. The socket belongs to
/// the namespace of the thread that makes it; the thread that reads it is made by <see cref="Start"/>.
/// </summary>
internal sealed unsafe partial class LinkWatch : IDisposable
{
    private const int FamilyNetlink = 16;

    // RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR.
    private const uint Groups = 0x1 | 0x10 | 0x100;

    // So many changes that the kernel could not keep them.
    private const int NoBufferError = 105;

    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _end;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Thread? _thread;

    /// <summary>Opens the socket. Throws <see cref="TunnelDeviceException"/> when the system has none.</summary>
    public LinkWatch()
    {
        _socket = Own(LibC.CreateSocket(FamilyNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, 0));
        var address = new NetlinkAddress { Family = FamilyNetlink, Groups = Groups };
        if (Bind(_socket, &address, (uint)sizeof(NetlinkAddress)) != 0)
        {
            _socket.Dispose();
            throw Refused();
        }

        _end = Own(LibC.CreateEvent(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlocking));
    }

    /// <summary>From now on <paramref name="changed"/> is called after changes, once for several that come together.</summary>
    public void Start(Action changed)
    {
        _thread = new Thread(() => Run(changed)) { IsBackground = true, Name = "link-watch" };
        _thread.Start();
    }

    public void Dispose()
    {
        ulong one = 1;
        _ = LibC.Write(_end, &one, sizeof(ulong));
        _thread?.Join();
        _socket.Dispose();
        _end.Dispose();
    }

    private void Run(Action changed)
    {
        using var readiness = new ReadinessSet([(int)_end.DangerousGetHandle(), (int)_socket.DangerousGetHandle()]);
        while (true)
        {
            // A signal ends the wait too.
            if (!readiness.Wait(Timeout.Infinite))
            {
                continue;
            }

            if (readiness.TakeReady(0))
            {
                return;
            }

            if (Drain())
            {
                changed();
            }
        }
    }

    /// <summary>True when there was something.</summary>
    private bool Drain()
    {
        var any = false;
        while (true)
        {
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = Receive(_socket, buffer, (nuint)_buffer.Length, LibC.MessageDontWait);
            }

            if (length <= 0 && (length == 0 || Marshal.GetLastPInvokeError() != NoBufferError))
            {
                return any;
            }

            any = true;
        }
    }

    private static SafeFileHandle Own(int descriptor) => descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Refused();

    private static TunnelDeviceException Refused() => new($"cannot hear of changes of interfaces (netlink): {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeHandle socket, NetlinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, void* octets, nuint length, int flags);

    /// <summary>struct sockaddr_nl</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }
}
