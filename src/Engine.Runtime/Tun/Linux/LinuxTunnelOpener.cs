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
    /// <remarks>May run inside another network namespace: it queues no work and starts no thread.</remarks>
    public static OpenedTunnel Open(TunnelOptions options, int queues, ILogger logger, Leftovers? leftovers = null)
    {
        leftovers ??= new Leftovers();
        var netlink = new RouteNetlink();
        LinuxTunDevice? device = null;
        try
        {
            RemoveLeftover(netlink, options.Name);
            leftovers.RemoveOnce(options.Vrf, netlink, options, logger);
            device = LinuxTunDevice.Open(options, queues);
            var index = Configure(netlink, options);
            var table = LinuxRouteTable.Open(netlink, index, options, logger);
            RuntimeLog.TunnelDeviceReady(logger, options.Name, options.Mtu, queues, device.Offload);
            if (options.Routes && File.Exists(StrictReversePathFilter) && File.ReadAllText(StrictReversePathFilter).Trim() == "1")
            {
                RuntimeLog.StrictReversePathFilter(logger);
            }

            return new OpenedTunnel(device, table, new LinuxReachedRoutes(netlink, table, options, leftovers, logger), netlink, options);
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
internal sealed class OpenedTunnel(LinuxTunDevice device, LinuxRouteTable table, LinuxReachedRoutes reached, RouteNetlink netlink, TunnelOptions options) : IAsyncDisposable
{
    private readonly Lazy<RouteInstaller> _installer = new(() => Install(table, reached, options));

    public ITunDevice Device => device;

    /// <summary>Its worker starts at first use, on the caller's side of any namespace.</summary>
    public IRouteSink Routes => _installer.Value;

    /// <summary>Mark for our own sockets.</summary>
    public uint Mark { get; } = options.FirewallMark;

    /// <summary>Takes everything away when the start failed elsewhere.</summary>
    public void Abandon() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Takes rules, device and with it addresses and routes away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_installer.IsValueCreated)
        {
            await _installer.Value.DisposeAsync().ConfigureAwait(false);
        }

        reached.Dispose();
        table.Dispose();
        device.Dispose();
        netlink.Dispose();
    }

    private static RouteInstaller Install(LinuxRouteTable table, LinuxReachedRoutes reached, TunnelOptions options)
    {
        var installer = new RouteInstaller(table, reached);
        installer.Configure(options.Settings);
        return installer;
    }
}
