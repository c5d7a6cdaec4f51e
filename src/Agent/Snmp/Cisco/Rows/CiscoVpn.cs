using System.Net;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>What the module shows of a vpn: facts of its IKE SA, and the configured ones while there is none.</summary>
internal static class CiscoVpn
{
    /// <summary>
    /// Whether it ought to be up: configured, switched on, and with one known peer. A template waits for whoever comes.
    /// </summary>
    internal static bool IsExpected(VpnRow vpn) => vpn is { Configuration: not null, IsEnabled: true, IsTemplate: false };

    internal static IPAddress? LocalAddress(VpnRow vpn) => vpn.Current?.Local.Address ?? vpn.Configuration?.LocalAddress;

    internal static IPAddress? RemoteAddress(VpnRow vpn) => vpn.Current?.Remote.Address ?? vpn.Configuration?.RemoteAddress;

    internal static IdentityInfo LocalIdentity(VpnRow vpn) =>
        Known(vpn.Current?.LocalIdentity) ?? vpn.Configuration?.LocalIdentity ?? IdentityInfo.Unknown;

    internal static IdentityInfo RemoteIdentity(VpnRow vpn) =>
        Known(vpn.Current?.RemoteIdentity) ?? vpn.Configuration?.RemoteIdentity ?? IdentityInfo.Unknown;

    /// <summary>How long a vpn has been up.</summary>
    internal static TimeSpan ActiveTime(VpnRow vpn, SnmpView view) =>
        vpn.HasIkeSa && (vpn.Past(view).LastUpAt ?? vpn.Current!.UpSince ?? vpn.Current.EstablishedAt) is { } at
            ? view.Registry.AsOf - at
            : TimeSpan.Zero;

    /// <summary>How long a child has been up.</summary>
    internal static TimeSpan ActiveTime(IpsecTunnelSnapshot pair, DateTimeOffset now) =>
        (pair.Life?.UpAt ?? pair.InstalledAt) is { } at ? now - at : TimeSpan.Zero;

    private static IdentityInfo? Known(IdentityInfo? identity) => identity is { Type: not 0 } ? identity : null;
}
