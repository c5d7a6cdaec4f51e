using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Runtime.Sockets.Linux;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>A route netlink socket: one request, then its answers. One thread; calls wait for the kernel, which answers at once.</summary>
internal sealed unsafe partial class NetlinkSocket : IDisposable
{
    private const int FamilyNetlink = 16;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int HeaderSize = 16;
    private const ushort MessageError = 2;
    private const ushort MessageDone = 3;
    private const int InterruptedError = 4;
    private const long WaitSeconds = 5;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;

    /// <summary>Opens the socket. Throws <see cref="TunnelDeviceException"/> when the system has none.</summary>
    public NetlinkSocket()
    {
        var descriptor = LibC.CreateSocket(FamilyNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new TunnelDeviceException($"cannot talk to the kernel's routing (netlink): {Marshal.GetLastPInvokeErrorMessage()}");
        }

        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var wait = stackalloc nint[2] { (nint)WaitSeconds, 0 };
        _ = SetOption(_handle, SocketLevel, ReceiveTimeout, wait, (uint)(2 * sizeof(nint)));
    }

    /// <summary>Carries out a request; returns 0 or the kernel's error number.</summary>
    public int Execute(NetlinkMessage request) => Execute(request, static (_, _) => { });

    /// <summary>Carries out a request and hands over each message it is answered with: type, and octets behind the header.</summary>
    public int Execute(NetlinkMessage request, NetlinkAnswer answer)
    {
        var sequence = ++_sequence;
        var message = request.Finish(sequence);
        fixed (byte* octets = message)
        {
            if (Send(_handle, octets, (nuint)message.Length, 0) < 0)
            {
                return Marshal.GetLastPInvokeError();
            }
        }

        while (true)
        {
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = Receive(_handle, buffer, (nuint)_buffer.Length, 0);
            }

            if (length < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == InterruptedError)
                {
                    continue;
                }

                return error;
            }

            if (Read(_buffer.AsSpan(0, (int)length), sequence, answer) is { } result)
            {
                return result;
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The result when these messages bring it.</summary>
    private static int? Read(ReadOnlySpan<byte> messages, uint sequence, NetlinkAnswer answer)
    {
        while (messages.Length >= HeaderSize)
        {
            var length = MemoryMarshal.Read<int>(messages);
            if (length < HeaderSize || length > messages.Length)
            {
                return null;
            }

            var type = MemoryMarshal.Read<ushort>(messages[4..]);
            if (MemoryMarshal.Read<uint>(messages[8..]) == sequence)
            {
                var body = messages[HeaderSize..length];
                switch (type)
                {
                    case MessageError when body.Length >= sizeof(int):
                        return -MemoryMarshal.Read<int>(body);
                    case MessageDone:
                        return 0;
                    default:
                        answer(type, body);
                        break;
                }
            }

            messages = messages[Math.Min(NetlinkMessage.Align(length), messages.Length)..];
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeHandle socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, void* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, void* octets, nuint length, int flags);
}

/// <summary>Takes one answer.</summary>
internal delegate void NetlinkAnswer(ushort type, ReadOnlySpan<byte> body);
