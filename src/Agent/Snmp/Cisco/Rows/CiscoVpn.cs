using System.Net;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>What the module shows of a vpn: facts of its IKE SA, and the configured ones while there is none.</summary>
internal static class CiscoVpn
{
    /// <summary>Whether it is up: it has an IKE SA that can be used.</summary>
    internal static bool IsUp(VpnRow vpn) => vpn.Current is { } sa && sa.State.Phase() == TunnelPhase.Active;

    /// <summary>
    /// Whether it ought to be up: configured, switched on, and with one known peer. A template waits for whoever comes.
    /// </summary>
    internal static bool IsExpected(VpnRow vpn) => vpn.Configuration is { Enabled: true } && vpn.Index < MibNumbers.FirstDynamic
        && (vpn.Configuration.RemoteAddress is not null || vpn.Configuration.RemoteIdentity.Type != 0);

    /// <summary>A dynamic peer is named after its template and its identity, so that names stay unique.</summary>
    internal static string Name(VpnRow vpn) => vpn switch
    {
        { Configuration: { } configuration } => configuration.Name,
        { Current: { } current } when vpn.Index >= MibNumbers.FirstDynamic => $"{current.VpnName}/{current.RemoteIdentity.Text}",
        _ => vpn.Current?.VpnName ?? string.Empty,
    };

    internal static IPAddress? LocalAddress(VpnRow vpn) => vpn.Current?.Local.Address ?? vpn.Configuration?.LocalAddress;

    internal static IPAddress? RemoteAddress(VpnRow vpn) => vpn.Current?.Remote.Address ?? vpn.Configuration?.RemoteAddress;

    internal static IdentityInfo LocalIdentity(VpnRow vpn) =>
        Known(vpn.Current?.LocalIdentity) ?? vpn.Configuration?.LocalIdentity ?? IdentityInfo.Unknown;

    internal static IdentityInfo RemoteIdentity(VpnRow vpn) =>
        Known(vpn.Current?.RemoteIdentity) ?? vpn.Configuration?.RemoteIdentity ?? IdentityInfo.Unknown;

    /// <summary>How long a vpn has been up.</summary>
    internal static TimeSpan ActiveTime(VpnRow vpn, DateTimeOffset now) =>
        IsUp(vpn) && (vpn.Current!.UpSince ?? vpn.Current.EstablishedAt) is { } at ? now - at : TimeSpan.Zero;

    /// <summary>How long a child has been up.</summary>
    internal static TimeSpan ActiveTime(IpsecTunnelSnapshot pair, DateTimeOffset now) =>
        pair.InstalledAt is { } at ? now - at : TimeSpan.Zero;

    private static IdentityInfo? Known(IdentityInfo? identity) => identity is { Type: not 0 } ? identity : null;
}
