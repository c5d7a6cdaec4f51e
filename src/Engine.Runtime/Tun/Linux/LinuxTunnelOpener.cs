using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>Makes the tunnel device with its addresses and rules, and takes away what a predecessor left.</summary>
internal static class LinuxTunnelOpener
{
    private const string StrictReversePathFilter = "/proc/sys/net/ipv4/conf/all/rp_filter";

    /// <summary>Throws <see cref="TunnelDeviceException"/> saying what is missing; then nothing stays behind.</summary>
    public static OpenedTunnel Open(TunnelOptions options, int queues, ILogger logger)
    {
        var netlink = new RouteNetlink();
        LinuxTunDevice? device = null;
        try
        {
            RemoveLeftover(netlink, options.Name);
            device = LinuxTunDevice.Open(options, queues);
            var index = Configure(netlink, options);
            var table = LinuxRouteTable.Open(netlink, index, options, logger);
            RuntimeLog.TunnelDeviceReady(logger, options.Name, options.Mtu, queues, device.Offload);
            if (options.Routes && File.Exists(StrictReversePathFilter) && File.ReadAllText(StrictReversePathFilter).Trim() == "1")
            {
                RuntimeLog.StrictReversePathFilter(logger);
            }

            return new OpenedTunnel(device, table, new RouteInstaller(table), netlink, options.FirewallMark);
        }
        catch
        {
            device?.Dispose();
            netlink.Dispose();
            throw;
        }
    }

    /// <summary>A device outlives its process only when somebody made it persistent; one that a living process holds has a carrier.</summary>
    private static void RemoveLeftover(RouteNetlink netlink, string name)
    {
        if (netlink.FindLink(name) is not { } link)
        {
            return;
        }

        if (link.HasCarrier)
        {
            throw new TunnelDeviceException($"the interface {name} is in use by another process; choose another Engine:Tunnel:Name");
        }

        netlink.RemoveLink(link.Index);
    }

    private static int Configure(RouteNetlink netlink, TunnelOptions options)
    {
        if (netlink.FindLink(options.Name) is not { Index: var index })
        {
            throw new TunnelDeviceException($"the interface {options.Name} vanished as soon as it was made");
        }

        KeepQuiet(options.Name);
        Check(netlink.ConfigureLink(index, options.Mtu), $"cannot switch the interface {options.Name} on with MTU {options.Mtu}");
        foreach (var text in options.Addresses)
        {
            // Validated with the options.
            _ = IPNetworkAddress.TryParse(text, out var address);
            Check(netlink.AddAddress(index, address), $"cannot give the interface {options.Name} the address {text}");
        }

        return index;
    }

    /// <summary>Without an IPv6 address that nobody asked for, the host does not look for routers through the tunnels.</summary>
    private static void KeepQuiet(string name)
    {
        const string NoAddresses = "1";
        try
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/addr_gen_mode", NoAddresses);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No IPv6, or a file system that we must not write to: a few packets without policy more.
        }
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new TunnelDeviceException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}

/// <summary>A tunnel device in use, and what goes with it.</summary>
internal sealed class OpenedTunnel(LinuxTunDevice device, LinuxRouteTable table, RouteInstaller installer, RouteNetlink netlink, uint mark) : IAsyncDisposable
{
    public ITunDevice Device => device;

    public IRouteSink Routes => installer;

    /// <summary>Mark for our own sockets.</summary>
    public uint Mark { get; } = mark;

    /// <summary>Takes everything away when the start failed elsewhere.</summary>
    public void Abandon() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Takes rules, device and with it addresses and routes away.</summary>
    public async ValueTask DisposeAsync()
    {
        await installer.DisposeAsync().ConfigureAwait(false);
        table.Dispose();
        device.Dispose();
        netlink.Dispose();
    }
}
