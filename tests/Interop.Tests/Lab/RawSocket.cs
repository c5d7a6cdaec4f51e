using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>IPv4 sockets of protocols that the framework has no name for. They receive packets with their IP header.</summary>
internal static class RawSocket
{
    private const int Ipv4 = 2; // AF_INET
    private const int Raw = 3; // SOCK_RAW

    public static Socket Create(int protocol)
    {
        var descriptor = SystemSocket(Ipv4, Raw, protocol);
        return descriptor >= 0
            ? new Socket(new SafeSocketHandle(descriptor, ownsHandle: true))
            : throw new LabException($"a raw socket of protocol {protocol}: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SystemSocket(int family, int type, int protocol);
}
