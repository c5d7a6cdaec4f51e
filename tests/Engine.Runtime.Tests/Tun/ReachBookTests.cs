using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

public sealed class ReachBookTests : IReachedRoutes
{
    private static readonly TrafficSelector Remote = Subnet("10.2.0.0", 24);
    private static readonly ChildPolicy Plain = new() { Name = "plain" };
    private static readonly ChildPolicy Injecting = Plain with { Routes = new RouteInjection { NextHop = NextHop.Into("svti100"), Vrf = "trusted", Table = 300 } };

    private readonly List<string> _calls = [];
    private readonly ReachBook _book;

    public ReachBookTests() => _book = new ReachBook(this);

    [Fact]
    public void InjectedRoute_OfARekeyedChild_StandsUntilTheLastIsGone()
    {
        _book.Apply(Remote, Injecting, reached: true);
        _book.Apply(Remote, Injecting, reached: true);
        _book.Apply(Remote, Injecting, reached: false);
        Assert.Equal(["+10.2.0.0/24 dev svti100 vrf trusted table 300 metric 100"], _calls);

        _book.Apply(Remote, Injecting, reached: false);
        _book.Apply(Remote, Injecting, reached: false);

        Assert.Equal("-10.2.0.0/24 dev svti100 vrf trusted table 300 metric 100", _calls[^1]);
        Assert.Equal((2, 0), (_calls.Count, _book.Count));
    }

    [Fact]
    public void Backup_IsASecondRouteWithAWorseMetric()
    {
        _book.Apply(Remote, Plain with { Routes = new RouteInjection { NextHop = NextHop.Through(IpAddress.Parse("192.0.2.7")), Backup = NextHop.Into("wan1") } }, reached: true);

        Assert.Equal(["+10.2.0.0/24 via 192.0.2.7 vrf own table 254 metric 100", "+10.2.0.0/24 dev wan1 vrf own table 254 metric 200"], _calls);
    }

    [Fact]
    public void InstallRoutes_SwitchedWhileChildrenStand_FollowsThem()
    {
        _book.Apply(Remote, Plain, reached: true);
        _book.Apply(Subnet("10.9.0.0", 16), Plain with { HasTunnelInterface = true }, reached: true);
        Assert.Empty(_calls);

        _book.InstallAll(true);
        _book.InstallAll(true);
        _book.Apply(Subnet("10.3.0.0", 16), Plain, reached: true);
        _book.Apply(Remote, Plain, reached: false);
        _book.InstallAll(false);

        Assert.Equal(
            [
                "+10.2.0.0/24 device vrf own table own metric 100", "+10.3.0.0/16 device vrf own table own metric 100",
                "-10.2.0.0/24 device vrf own table own metric 100", "-10.3.0.0/16 device vrf own table own metric 100",
            ],
            _calls);
    }

    [Fact]
    public void Restore_OffersTheRoutesThatStand()
    {
        _book.Restore();
        Assert.Empty(_calls);

        _book.Apply(Remote, Injecting, reached: true);
        _book.Restore();

        Assert.Equal("?10.2.0.0/24 dev svti100 vrf trusted table 300 metric 100", _calls[^1]);
    }

    [Fact]
    public void Clear_TakesEverythingAway()
    {
        _book.InstallAll(true);
        _book.Apply(Remote, Injecting, reached: true);

        _book.Clear();

        Assert.Equal(["+", "+", "-", "-"], _calls.Select(static call => call[..1]));
        Assert.Equal(0, _book.Count);
    }

    void IReachedRoutes.Add(in ReachedRoute route) => _calls.Add("+" + Text(route));

    void IReachedRoutes.Remove(in ReachedRoute route) => _calls.Add("-" + Text(route));

    void IReachedRoutes.Restore(IReadOnlyCollection<ReachedRoute> routes) => _calls.AddRange(routes.Select(static route => "?" + Text(route)));

    private static string Text(in ReachedRoute route) =>
        $"{route.Destination.Address}/{route.Destination.PrefixLength} {route.NextHop?.ToString() ?? "device"} vrf {route.Vrf ?? "own"} table {route.Table?.ToString() ?? "own"} metric {route.Metric}";

    private static TrafficSelector Subnet(string address, int length) => TrafficSelector.Subnet(IpAddress.Parse(address), length);
}
