using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tests.Diagnostics;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>Routes that Child SAs bring, in the real routing of this kernel.</summary>
public sealed class LinuxRouteTests
{
    private static readonly TrafficSelector Local = TrafficSelector.Subnet(IpAddress.Parse("10.1.0.0"), 24);
    private static readonly TrafficSelector Remote = TrafficSelector.Subnet(IpAddress.Parse("10.2.0.0"), 24);
    private static readonly TrafficSelector Remote6 = TrafficSelector.Subnet(IpAddress.Parse("2001:db8:2::"), 48);
    private static readonly ChildPolicy Plain = new() { Name = "net" };

    [NamespaceFact]
    public void InjectedRoutes_ComeAndGo_AndThoseOfOthersStay() => OwnNamespace.Run(() =>
    {
        var tunnel = Open(new TunnelOptions { Addresses = ["10.1.0.1/24", "2001:db8:1::1/64"] });
        using var netlink = new RouteNetlink();
        var loopback = netlink.FindLink("lo")!.Value.Index;
        Assert.Equal(0, netlink.ConfigureLink(loopback, 65536));
        var foreign = new MarkedRoute(new IPNetworkAddress(IpAddress.Parse("10.2.0.0"), 24), 254, 0, Mark: 4) { Index = loopback };
        Assert.Equal(0, netlink.AddRoute(foreign));
        var policy = Plain with { Routes = new RouteInjection { NextHop = NextHop.Through(IpAddress.Parse("10.1.0.7")), Backup = NextHop.Into("myikev2"), Table = 254 } };

        tunnel.Routes.Reach(Remote, policy, reached: true);
        tunnel.Routes.Reach(Remote6, Plain with { Routes = new RouteInjection { NextHop = NextHop.Into("myikev2"), Table = 1000 } }, reached: true);
        Settle(tunnel);
        Assert.Equal(["10.2.0.0/24 254 100", "10.2.0.0/24 254 200", "2001:db8:2::/48 1000 100"], Marked(netlink));

        tunnel.Routes.Reach(Remote, policy, reached: false);
        Settle(tunnel);
        Assert.Equal(["2001:db8:2::/48 1000 100"], Marked(netlink));

        Close(tunnel);
        Assert.Empty(Marked(netlink));
        Assert.Contains("10.2.0.0/24 254 0", Marked(netlink, mark: 4));
    });

    [NamespaceFact]
    public void InjectedRoute_CannotBe_IsSaidAndHarmsNothing() => OwnNamespace.Run(() =>
    {
        var logger = new RecordingLogger();
        var tunnel = Open(new TunnelOptions { Addresses = ["10.1.0.1/24"] }, logger.CreateLogger("test"));
        logger.Lines.Clear();

        Inject(NextHop.Into("none0"), null);
        Inject(NextHop.Through(IpAddress.Parse("203.0.113.1")), null);
        Inject(NextHop.Into("myikev2"), "no-such-vrf");
        tunnel.Routes.Reach(Remote6, Plain with { Routes = new RouteInjection { NextHop = NextHop.Through(IpAddress.Parse("10.1.0.7")) } }, reached: true);
        Settle(tunnel);

        var lines = logger.Lines.Select(static line => line.Text).ToList();
        Assert.Equal(4, lines.Count);
        Assert.Contains("there is no interface none0", lines[0], StringComparison.Ordinal);
        Assert.Contains("via 203.0.113.1, table 254: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("vrf no-such-vrf: there is no network namespace no-such-vrf", lines[2], StringComparison.Ordinal);
        Assert.Contains("an IPv6 network has no IPv4 next hop", lines[3], StringComparison.Ordinal);
        Close(tunnel);
        Assert.Equal(4, logger.Lines.Count);

        void Inject(NextHop nextHop, string? vrf) => tunnel.Routes.Reach(Remote, Plain with { Routes = new RouteInjection { NextHop = nextHop, Vrf = vrf } }, reached: true);
    });

    [NamespaceFact]
    public void InstallRoutes_SwitchedAndMovedToAnotherTable_RoutesAndRuleFollow() => OwnNamespace.Run(() =>
    {
        var options = new TunnelOptions { Addresses = ["10.1.0.1/24"] };
        var tunnel = Open(options);
        using var netlink = new RouteNetlink();
        tunnel.Routes.RouteTo(Local, Remote, wanted: true);
        tunnel.Routes.Reach(Remote, Plain, reached: true);
        Settle(tunnel);
        Assert.Empty(Marked(netlink));

        tunnel.Routes.Configure(new RouteSettings(230, 231, InstallRoutes: true));
        Settle(tunnel);
        Assert.Equal(["10.2.0.0/24 230 100"], Marked(netlink));
        Assert.Equal(["10.2.0.0/24 230 0"], Marked(netlink, mark: 4));
        Assert.Equal(RouteNetlink.NoSuchEntry, netlink.RemoveRule(ipv6: false, 220, 220, options.FirewallMark));
        Assert.Equal(RouteNetlink.Exists, netlink.AddRule(ipv6: false, 231, 230, options.FirewallMark));

        tunnel.Routes.Configure(new RouteSettings(220, 220, InstallRoutes: false));
        Settle(tunnel);
        Assert.Empty(Marked(netlink));
        Assert.Equal(["10.2.0.0/24 220 0"], Marked(netlink, mark: 4));
        Close(tunnel);
        Assert.Equal(RouteNetlink.NoSuchEntry, netlink.RemoveRule(ipv6: false, 220, 220, options.FirewallMark));
    });

    [NamespaceFact]
    public void Leftovers_OfAKilledPredecessor_AreRemovedAtTheStart() => OwnNamespace.Run(() =>
    {
        var options = new TunnelOptions();
        var first = Open(options);
        using var netlink = new RouteNetlink();
        var loopback = netlink.FindLink("lo")!.Value.Index;
        Assert.Equal(0, netlink.ConfigureLink(loopback, 65536));
        Close(first);
        Assert.Equal(0, netlink.AddRoute(new MarkedRoute(new IPNetworkAddress(IpAddress.Parse("10.2.0.0"), 24), 254, 100, options.RouteProtocol) { Index = loopback }));
        Assert.Equal(0, netlink.AddHostAddress(loopback, IpAddress.Parse("10.73.0.1"), options.AddressProtocol));
        Assert.Equal(0, netlink.AddHostAddress(loopback, IpAddress.Parse("10.73.0.2"), mark: 79));

        Close(Open(options));

        Assert.Empty(Marked(netlink));
        Assert.DoesNotContain(IpAddress.Parse("10.73.0.1"), netlink.Addresses());
        Assert.Contains(IpAddress.Parse("10.73.0.2"), netlink.Addresses());
    });

    private static List<string> Marked(RouteNetlink netlink, byte mark = 77) =>
        [.. netlink.Routes().Where(route => route.Mark == mark).Select(static route => $"{route.Destination.Address}/{route.Destination.PrefixLength} {route.Table} {route.Metric}")];

    private static OpenedTunnel Open(TunnelOptions options, ILogger? logger = null) => LinuxTunnelOpener.Open(options, 1, logger ?? NullLogger.Instance);

    private static void Settle(OpenedTunnel tunnel) => Assert.True(tunnel.Routes.SettleAsync().Wait(TimeSpan.FromSeconds(60)));

    private static void Close(OpenedTunnel tunnel) => tunnel.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
