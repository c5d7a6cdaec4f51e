using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Interfaces.Linux;
using MyIkev2.Engine.Runtime.Tun;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>Makes the watch that this system can have.</summary>
internal static class NetworkWatch
{
    /// <summary>Null where there can be none: then SAs move only when nobody answers.</summary>
    public static INetworkWatch? Open(TunnelOptions tunnel, string? deviceName, ILogger logger)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new PortableNetworkWatch(deviceName);
        }

        try
        {
            return new NetlinkNetworkWatch(deviceName, tunnel.RoutingTable, tunnel.RouteProtocol);
        }
        catch (TunnelDeviceException e)
        {
            RuntimeLog.NetworkWatchMissing(logger, e.Message);
            return null;
        }
    }
}
