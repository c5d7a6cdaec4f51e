using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun.Linux;

namespace MyIkev2.Engine.Runtime.Tun;

/// <summary>Decides at the start whether there is a tunnel device, and says so when there is none.</summary>
internal static class TunnelStart
{
    /// <summary>The device, or null where there is to be none. Throws <see cref="TunnelDeviceException"/> when one must be and cannot.</summary>
    public static OpenedTunnel? Open(TunnelOptions options, int shards, bool portable, ILogger logger, Leftovers? leftovers = null)
    {
        if (options.Enabled == TunnelDeviceUse.Never)
        {
            return null;
        }

        try
        {
            return OperatingSystem.IsLinux() && !portable
                ? LinuxTunnelOpener.Open(options, shards, logger, leftovers)
                : throw new TunnelDeviceException(OperatingSystem.IsLinux()
                    ? "the portable sockets are chosen (Engine:PortableSockets), which know no device"
                    : "this system has none that this service knows; Linux has");
        }
        catch (TunnelDeviceException e) when (options.Enabled == TunnelDeviceUse.Auto)
        {
            RuntimeLog.TunnelDeviceMissing(logger, e.Message);
            return null;
        }
    }
}
