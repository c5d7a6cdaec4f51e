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
    private RouteSettings _settings;
    private IReadOnlyList<IpAddress> _addresses = [];
    private long? _addressesRead;

    private LinuxRouteTable(RouteNetlink netlink, int index, TunnelOptions options, ILogger logger)
    {
        _netlink = netlink;
        _index = index;
        _options = options;
        _settings = options.Settings;
        _logger = logger;
    }

    /// <summary>The table of the routes into the device.</summary>
    public uint Table => _settings.Table;

    /// <summary>Installs the rules, where there are to be routes. Throws <see cref="TunnelDeviceException"/> when the host refuses them.</summary>
    public static LinuxRouteTable Open(RouteNetlink netlink, int index, TunnelOptions options, ILogger logger)
    {
        if (options.Routes && AddRules(netlink, options, options.Settings) is var error and not 0)
        {
            throw new TunnelDeviceException($"cannot add the routing rule for table {options.RoutingTable}: {Marshal.GetPInvokeErrorMessage(error)}");
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

        var error = _netlink.AddRoute(_index, destination, Table, preferredSource);
        if (error == RouteNetlink.Invalid && !preferredSource.IsNone)
        {
            // The address has gone meanwhile.
            error = _netlink.AddRoute(_index, destination, Table, default);
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

        var error = _netlink.AddHostAddress(index, address, _options.AddressProtocol);
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

        var error = _netlink.RemoveRoute(_index, destination, Table);
        if (error is not (0 or RouteNetlink.NoSuchProcess or RouteNetlink.NoDevice))
        {
            RuntimeLog.RouteNotRemoved(_logger, $"{destination.Address}/{destination.PrefixLength}", _options.Name, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>The new table is complete before its rule comes, and the old one stands until then: no packet meets a gap.</summary>
    public void Move(RouteSettings settings, IReadOnlyCollection<(IPNetworkAddress Destination, IpAddress PreferredSource)> routes)
    {
        var old = _settings;
        _settings = settings;
        if (!_options.Routes || (old.Table == settings.Table && old.RulePriority == settings.RulePriority))
        {
            return;
        }

        if (old.Table != settings.Table)
        {
            foreach (var (destination, source) in routes)
            {
                Add(destination, source);
            }
        }

        if (AddRules(_netlink, _options, settings) is var error and not 0)
        {
            RuntimeLog.RoutingRuleRefused(_logger, settings.Table, settings.RulePriority, Marshal.GetPInvokeErrorMessage(error));
        }

        RemoveRules(_netlink, _options, old);
        foreach (var (destination, _) in old.Table != settings.Table ? routes : [])
        {
            _ = _netlink.RemoveRoute(_index, destination, old.Table);
        }
    }

    /// <summary>Takes the rules away; the routes go with the device.</summary>
    public void Dispose()
    {
        if (_options.Routes)
        {
            RemoveRules(_netlink, _options, _settings);
        }
    }

    private int? IndexOf(string interfaceName) => interfaceName.Length == 0 ? _index : _netlink.FindLink(interfaceName)?.Index;

    private string NameOf(string interfaceName) => interfaceName.Length == 0 ? _options.Name : interfaceName;

    /// <summary>0, or the error of the first rule that the host refuses.</summary>
    private static int AddRules(RouteNetlink netlink, TunnelOptions options, RouteSettings settings)
    {
        RemoveRules(netlink, options, settings);
        foreach (var ipv6 in (ReadOnlySpan<bool>)[false, true])
        {
            var error = netlink.AddRule(ipv6, settings.RulePriority, settings.Table, options.FirewallMark);
            if (error is not (0 or RouteNetlink.Exists) && !(ipv6 && error is FamilyNotSupported or NotSupported))
            {
                return error;
            }
        }

        return 0;
    }

    private static void RemoveRules(RouteNetlink netlink, TunnelOptions options, RouteSettings settings)
    {
        foreach (var ipv6 in (ReadOnlySpan<bool>)[false, true])
        {
            for (var i = 0; i < MaximumLeftovers && netlink.RemoveRule(ipv6, settings.RulePriority, settings.Table, options.FirewallMark) == 0; i++)
            {
                // The next one.
            }
        }
    }
}
