using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Interfaces.Linux;

/// <summary>
/// The network watch of Linux: rtnetlink(7) tells of links, addresses and routes in the network namespace of the thread that made the watch. A thread of its own
/// reads; disposing ends it.
/// </summary>
internal sealed unsafe partial class NetlinkNetworkWatch : INetworkWatch
{
    /// <summary>Changes come in rows: a link that goes takes addresses and routes along. What follows within this time belongs to one row.</summary>
    private const int QuietMilliseconds = 50;

    /// <summary>A host whose routes never rest is heard all the same.</summary>
    private const int LongestRow = 40;

    private const int Forever = -1;
    private const uint GroupLink = 0x1;
    private const uint GroupIpv4Address = 0x10;
    private const uint GroupIpv4Route = 0x40;
    private const uint GroupIpv6Address = 0x100;
    private const uint GroupIpv6Route = 0x400;
    private const ushort FamilyNetlink = 16;
    private const int MessageDontWait = 0x40;
    private const int HeaderSize = 16;

    private readonly RouteNetlink _netlink;
    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _event;
    private readonly ReadinessSet _readiness;
    private readonly RelevantChanges _relevant;
    private readonly string? _tunnelDevice;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Thread? _thread;
    private volatile bool _stopping;

    /// <param name="tunnelDevice">The interface whose addresses do not count; null for none.</param>
    /// <param name="tunnelTable">The routing table that is ours: its changes are our own doing.</param>
    /// <param name="routeMark">The number by which our routes in other tables are known.</param>
    /// <exception cref="Tun.TunnelDeviceException">The system has no netlink.</exception>
    public NetlinkNetworkWatch(string? tunnelDevice, uint tunnelTable, byte routeMark)
    {
        _tunnelDevice = tunnelDevice;
        _relevant = new RelevantChanges(tunnelTable, routeMark);
        _netlink = new RouteNetlink();
        var descriptor = LibC.CreateSocket(FamilyNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, 0);
        _socket = new SafeFileHandle(descriptor, ownsHandle: true);
        var wakeUp = LibC.CreateEvent(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlocking);
        _event = new SafeFileHandle(wakeUp, ownsHandle: true);
        var address = new NetlinkAddress { Family = FamilyNetlink, Groups = GroupLink | GroupIpv4Address | GroupIpv4Route | GroupIpv6Address | GroupIpv6Route };
        if (descriptor < 0 || wakeUp < 0 || Bind(_socket, &address, (uint)sizeof(NetlinkAddress)) != 0)
        {
            var reason = Marshal.GetLastPInvokeErrorMessage();
            _netlink.Dispose();
            _socket.Dispose();
            _event.Dispose();
            throw new Tun.TunnelDeviceException($"cannot hear of changes of the host's addresses (netlink): {reason}");
        }

        _readiness = new ReadinessSet([wakeUp, descriptor]);
    }

    public ValueList<IpAddress> Addresses()
    {
        // One request at a time; start and thread may both ask.
        lock (_netlink)
        {
            return _netlink.ReachableAddresses(_tunnelDevice);
        }
    }

    public void Start(Action<ValueList<IpAddress>> changed)
    {
        _thread = new Thread(() => Run(changed)) { IsBackground = true, Name = "network watch" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        ulong one = 1;
        _ = LibC.Write(_event, &one, sizeof(ulong));
        _thread?.Join();
        _readiness.Dispose();
        _socket.Dispose();
        _event.Dispose();
        _netlink.Dispose();
    }

    private void Run(Action<ValueList<IpAddress>> changed)
    {
        while (!_stopping)
        {
            if (!_readiness.Wait(Forever) || _stopping || !ReadAll())
            {
                continue;
            }

            for (var i = 0; i < LongestRow && !_stopping && _readiness.Wait(QuietMilliseconds); i++)
            {
                _ = ReadAll();
            }

            if (!_stopping)
            {
                changed(Addresses());
            }
        }
    }

    /// <summary>Takes what is there; true when something of it matters.</summary>
    private bool ReadAll()
    {
        var matters = false;
        while (true)
        {
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = Receive(_socket, buffer, (nuint)_buffer.Length, MessageDontWait);
            }

            if (length <= 0)
            {
                // Too much for the socket's buffer (ENOBUFS): something has changed, whatever it was.
                return matters || (length < 0 && Marshal.GetLastPInvokeError() is not (LibC.AgainError or LibC.InterruptedError));
            }

            matters |= Matters(_buffer.AsSpan(0, (int)length));
        }
    }

    private bool Matters(ReadOnlySpan<byte> messages)
    {
        while (messages.Length >= HeaderSize)
        {
            var length = MemoryMarshal.Read<int>(messages);
            if (length < HeaderSize || length > messages.Length)
            {
                return false;
            }

            if (_relevant.Include(MemoryMarshal.Read<ushort>(messages[4..]), messages[HeaderSize..length]))
            {
                return true;
            }

            messages = messages[Math.Min(NetlinkMessage.Align(length), messages.Length)..];
        }

        return false;
    }

    /// <summary>struct sockaddr_nl</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeHandle socket, NetlinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, void* octets, nuint length, int flags);
}
