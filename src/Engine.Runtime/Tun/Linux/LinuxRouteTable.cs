using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// Routes into the device in a routing table of our own, unless they are switched off, and the virtual addresses of the host. A rule looks it up for every packet without our mark, before the main table: so even a
/// route to everywhere cannot catch our own protected packets. Used by one thread at a time.
/// </summary>
internal sealed class LinuxRouteTable : IRouteTable, IDisposable
{
    // The host's addresses change seldom; thousands of routes may come at once.
    private const long AddressLifetimeMilliseconds = 1000;

    // A predecessor that died may have left its rule; a host that was killed often, several.
    private const int MaximumLeftovers = 16;

    private const int FamilyNotSupported = 97;
    private const int NotSupported = 95;

    private readonly RouteNetlink _netlink;
    private readonly TunnelOptions _options;
    private readonly ILogger _logger;
    private readonly int _index;
    private IReadOnlyList<IpAddress> _addresses = [];
    private long? _addressesRead;

    private LinuxRouteTable(RouteNetlink netlink, int index, TunnelOptions options, ILogger logger)
    {
        _netlink = netlink;
        _index = index;
        _options = options;
        _logger = logger;
    }

    /// <summary>Installs the rules, where there are to be routes. Throws <see cref="TunnelDeviceException"/> when the host refuses them.</summary>
    public static LinuxRouteTable Open(RouteNetlink netlink, int index, TunnelOptions options, ILogger logger)
    {
        foreach (var ipv6 in options.Routes ? (ReadOnlySpan<bool>)[false, true] : [])
        {
            RemoveRules(netlink, options, ipv6);
            var error = netlink.AddRule(ipv6, options.RulePriority, options.RoutingTable, options.FirewallMark);
            if (error is not (0 or RouteNetlink.Exists) && !(ipv6 && error is FamilyNotSupported or NotSupported))
            {
                throw new TunnelDeviceException($"cannot add the routing rule for table {options.RoutingTable}: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }

        return new LinuxRouteTable(netlink, index, options, logger);
    }

    public IReadOnlyList<IpAddress> OwnAddresses()
    {
        var now = Environment.TickCount64;
        if (_addressesRead is not { } read || now - read > AddressLifetimeMilliseconds)
        {
            _addresses = _netlink.Addresses();
            _addressesRead = now;
        }

        return _addresses;
    }

    public void Add(in IPNetworkAddress destination, IpAddress preferredSource)
    {
        if (!_options.Routes)
        {
            return;
        }

        var error = _netlink.AddRoute(_index, destination, _options.RoutingTable, preferredSource);
        if (error == RouteNetlink.Invalid && !preferredSource.IsNone)
        {
            // The address has gone meanwhile.
            error = _netlink.AddRoute(_index, destination, _options.RoutingTable, default);
        }

        if (error != 0)
        {
            RuntimeLog.RouteRefused(_logger, $"{destination.Address}/{destination.PrefixLength}", _options.Name, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    public bool AddAddress(IpAddress address, string interfaceName)
    {
        if (IndexOf(interfaceName) is not { } index)
        {
            RuntimeLog.AddressRefused(_logger, address.ToString(), interfaceName, "there is no such interface");
            return false;
        }

        var error = _netlink.AddHostAddress(index, address);
        _addressesRead = null;
        if (error is not (0 or RouteNetlink.Exists))
        {
            RuntimeLog.AddressRefused(_logger, address.ToString(), NameOf(interfaceName), Marshal.GetPInvokeErrorMessage(error));
        }

        return error == 0;
    }

    public void RemoveAddress(IpAddress address, string interfaceName)
    {
        if (IndexOf(interfaceName) is { } index && _netlink.RemoveHostAddress(index, address) is var error and not (0 or RouteNetlink.NoAddress or RouteNetlink.NoDevice))
        {
            RuntimeLog.AddressNotRemoved(_logger, address.ToString(), NameOf(interfaceName), Marshal.GetPInvokeErrorMessage(error));
        }

        _addressesRead = null;
    }

    public void Remove(in IPNetworkAddress destination)
    {
        if (!_options.Routes)
        {
            return;
        }

        var error = _netlink.RemoveRoute(_index, destination, _options.RoutingTable);
        if (error is not (0 or RouteNetlink.NoSuchProcess or RouteNetlink.NoDevice))
        {
            RuntimeLog.RouteNotRemoved(_logger, $"{destination.Address}/{destination.PrefixLength}", _options.Name, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>Takes the rules away; the routes go with the device.</summary>
    public void Dispose()
    {
        if (_options.Routes)
        {
            RemoveRules(_netlink, _options, ipv6: false);
            RemoveRules(_netlink, _options, ipv6: true);
        }
    }

    private int? IndexOf(string interfaceName) => interfaceName.Length == 0 ? _index : _netlink.FindLink(interfaceName)?.Index;

    private string NameOf(string interfaceName) => interfaceName.Length == 0 ? _options.Name : interfaceName;

    private static void RemoveRules(RouteNetlink netlink, TunnelOptions options, bool ipv6)
    {
        for (var i = 0; i < MaximumLeftovers; i++)
        {
            if (netlink.RemoveRule(ipv6, options.RulePriority, options.RoutingTable, options.FirewallMark) != 0)
            {
                return;
            }
        }
    }
}
