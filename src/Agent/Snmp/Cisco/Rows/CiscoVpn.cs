using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>What the module asks of a vpn and its children: whether it ought to be up, and how long it has been.</summary>
internal static class CiscoVpn
{
    /// <summary>
    /// Whether it ought to be up: configured, switched on, and with one known peer. A template waits for whoever comes.
    /// </summary>
    internal static bool IsExpected(VpnRow vpn) => vpn is { Configuration: not null, IsEnabled: true, IsTemplate: false };

    /// <summary>How long a vpn has been up.</summary>
    internal static TimeSpan ActiveTime(VpnRow vpn, SnmpView view) =>
        vpn.HasIkeSa && (vpn.Past(view).LastUpAt ?? vpn.Current!.UpSince ?? vpn.Current.EstablishedAt) is { } at
            ? view.Registry.AsOf - at
            : TimeSpan.Zero;

    /// <summary>How long a child has been up.</summary>
    internal static TimeSpan ActiveTime(IpsecTunnelSnapshot pair, DateTimeOffset now) =>
        (pair.Life?.UpAt ?? pair.InstalledAt) is { } at ? now - at : TimeSpan.Zero;
}
