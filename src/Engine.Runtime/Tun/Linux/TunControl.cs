using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>The control calls of /dev/net/tun (linux/if_tun.h).</summary>
internal static unsafe partial class TunControl
{
    public const ushort Tun = 0x0001;
    public const ushort MultiQueue = 0x0100;
    public const ushort NoPacketInformation = 0x1000;
    public const ushort VirtioHeader = 0x4000;

    // TUN_F_CSUM, TSO4, TSO6, USO4, USO6.
    public const uint OffloadChecksum = 0x01;
    public const uint OffloadTcp = 0x02 | 0x04;
    public const uint OffloadTcpNotified = 0x08;
    public const uint OffloadUdp = 0x20 | 0x40;

    public const int BusyError = 16;
    public const int InvalidError = 22;
    public const int NotPermittedError = 1;
    public const int AccessError = 13;

    private const string Path = "/dev/net/tun";
    private const int OpenReadWrite = 0x2;
    private const int OpenNonBlocking = 0x800;
    private const int OpenCloseOnExec = 0x80000;
    private const nuint SetInterface = 0x400454ca;
    private const nuint SetOffload = 0x400454d0;
    private const int InterfaceRequestSize = 40;
    private const int NameSize = 16;

    /// <summary>Opens one descriptor and ties it to the interface, which is made when it is not there. Null and the error's number when it cannot.</summary>
    public static SafeFileHandle? Open(string name, ushort flags, out int error)
    {
        var descriptor = Open(Path, OpenReadWrite | OpenNonBlocking | OpenCloseOnExec);
        if (descriptor < 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var request = stackalloc byte[InterfaceRequestSize];
        new Span<byte>(request, InterfaceRequestSize).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameSize - 1));
        MemoryMarshal.Write(new Span<byte>(request + NameSize, sizeof(ushort)), flags);
        if (Control(handle, SetInterface, request) < 0)
        {
            error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            return null;
        }

        error = 0;
        return handle;
    }

    public static bool TrySetOffload(SafeFileHandle handle, uint features) => Control(handle, SetOffload, (void*)features) == 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle descriptor, nuint request, void* argument);
}
