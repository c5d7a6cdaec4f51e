using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// Routes and addresses that a predecessor left because it was killed. They bear our marks; they are removed once for each VRF, before this process adds any.
/// Thread-safe.
/// </summary>
internal sealed class Leftovers
{
    private readonly HashSet<string> _clean = new(StringComparer.Ordinal);

    public void RemoveOnce(string vrf, RouteNetlink netlink, TunnelOptions options, ILogger logger)
    {
        lock (_clean)
        {
            if (_clean.Add(vrf) && options.RemoveLeftovers && netlink.RemoveMarked(options.RouteProtocol, options.AddressProtocol) is > 0 and var count)
            {
                RuntimeLog.LeftoversRemoved(logger, count);
            }
        }
    }
}
