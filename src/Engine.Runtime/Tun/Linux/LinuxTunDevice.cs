using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// A TUN interface with one queue for each shard. It exists as long as this object does: the system removes it, its addresses and its routes with
/// the last descriptor, also when the process dies.
/// </summary>
internal sealed class LinuxTunDevice : ITunDevice
{
    private readonly LinuxTunQueue[] _queues;

    private LinuxTunDevice(TunnelOptions options, LinuxTunQueue[] queues, string offload)
    {
        Name = options.Name;
        Mtu = options.Mtu;
        _queues = queues;
        Offload = offload;
    }

    public string Name { get; }

    public int Mtu { get; }

    public int QueueCount => _queues.Length;

    /// <summary>What host and device leave to each other, for the log.</summary>
    public string Offload { get; }

    /// <summary>Makes the interface. Throws <see cref="TunnelDeviceException"/> saying what is missing.</summary>
    public static LinuxTunDevice Open(TunnelOptions options, int queues)
    {
        var flags = (ushort)(TunControl.Tun | TunControl.NoPacketInformation | (queues > 1 ? TunControl.MultiQueue : 0));
        var handles = new List<SafeFileHandle>();
        try
        {
            var hasHeader = options.Offload;
            for (var i = 0; i < queues; i++)
            {
                var handle = TunControl.Open(options.Name, (ushort)(flags | (hasHeader ? TunControl.VirtioHeader : 0)), out var error);
                if (handle is null && hasHeader && i == 0 && error == TunControl.InvalidError)
                {
                    hasHeader = false;
                    handle = TunControl.Open(options.Name, flags, out error);
                }

                handles.Add(handle ?? throw Refused(options.Name, error));
            }

            var features = hasHeader ? Negotiate(handles[0]) : 0;
            var tcp = (features & TunControl.OffloadTcp) != 0;
            var udp = (features & TunControl.OffloadUdp) != 0;
            return new LinuxTunDevice(
                options,
                [.. handles.Select(handle => new LinuxTunQueue(handle, hasHeader, tcp, udp))],
                (tcp, udp) switch { (true, true) => "TCP and UDP segmentation", (true, false) => "TCP segmentation", _ => "no offload" });
        }
        catch
        {
            foreach (var handle in handles)
            {
                handle.Dispose();
            }

            throw;
        }
    }

    public ITunQueue QueueOf(int shard) => _queues[shard];

    public void Dispose()
    {
        foreach (var queue in _queues)
        {
            queue.Dispose();
        }
    }

    /// <summary>The most that this system grants; 0 when nothing.</summary>
    private static uint Negotiate(SafeFileHandle handle)
    {
        const uint Tcp = TunControl.OffloadChecksum | TunControl.OffloadTcp | TunControl.OffloadTcpNotified;
        uint[] offers = [Tcp | TunControl.OffloadUdp, Tcp, TunControl.OffloadChecksum | TunControl.OffloadTcp, TunControl.OffloadChecksum];
        return offers.FirstOrDefault(offer => TunControl.TrySetOffload(handle, offer));
    }

    private static TunnelDeviceException Refused(string name, int error) => new(error switch
    {
        2 => "/dev/net/tun is missing: load the kernel's module 'tun', or give the container the device",
        TunControl.NotPermittedError or TunControl.AccessError => $"not allowed to make the interface {name}: run as root or grant CAP_NET_ADMIN (and access to /dev/net/tun)",
        TunControl.BusyError => $"the interface {name} is in use by another process; choose another Engine:Tunnel:Name",
        TunControl.InvalidError => $"there is an interface {name} that is no TUN device of this kind; choose another Engine:Tunnel:Name",
        _ => $"cannot make the interface {name}: {Marshal.GetPInvokeErrorMessage(error)}",
    });
}
