using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

public sealed class RouteBookTests : IRouteTable
{
    private static readonly TrafficSelector Local = Subnet("10.1.0.0", 16);
    private static readonly TrafficSelector OtherLocal = Subnet("10.7.0.0", 16);
    private static readonly TrafficSelector Remote = Subnet("10.2.0.0", 24);

    private readonly List<string> _calls = [];
    private readonly List<IpAddress> _own = [IpAddress.Parse("192.0.2.1"), IpAddress.Parse("10.1.0.5"), IpAddress.Parse("2001:db8::5")];
    private readonly RouteBook _book;

    public RouteBookTests() => _book = new RouteBook(this);

    [Fact]
    public void Route_WantedTwice_StandsUntilBothAreTakenBack()
    {
        _book.Apply(Local, Remote, wanted: true);
        _book.Apply(Local, Remote, wanted: true);
        _book.Apply(Local, Remote, wanted: false);
        Assert.Equal(["+10.2.0.0/24 src 10.1.0.5"], _calls);

        _book.Apply(Local, Remote, wanted: false);
        _book.Apply(Local, Remote, wanted: false);

        Assert.Equal(["+10.2.0.0/24 src 10.1.0.5", "-10.2.0.0/24"], _calls);
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void PreferredSource_FollowsTheSelectorsThatAreLeft()
    {
        _book.Apply(OtherLocal, Remote, wanted: true);
        _book.Apply(Local, Remote, wanted: true);
        _book.Apply(Local, Remote, wanted: false);

        Assert.Equal(["+10.2.0.0/24 src none", "+10.2.0.0/24 src 10.1.0.5", "+10.2.0.0/24 src none"], _calls);
    }

    [Fact]
    public void Everywhere_OfBothFamilies_IsOneRouteEach()
    {
        _book.Apply(Subnet("2001:db8::", 64), Subnet("::", 0), wanted: true);
        _book.Apply(Local, Subnet("0.0.0.0", 0), wanted: true);

        Assert.Equal(["+::/0 src 2001:db8::5", "+0.0.0.0/0 src 10.1.0.5"], _calls);
    }

    [Theory]
    [InlineData("10.0.0.0", "10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.1", "10.0.0.1", "10.0.0.1/32")]
    [InlineData("10.0.0.1", "10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("0.0.0.0", "255.255.255.255", "0.0.0.0/0")]
    [InlineData("255.255.255.254", "255.255.255.255", "255.255.255.254/31")]
    [InlineData("0.0.0.0", "0.0.0.2", "0.0.0.0/31 0.0.0.2/32")]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    [InlineData("2001:db8::", "2001:db8::ffff", "2001:db8::/112")]
    public void Prefixes_OfARange_AreTheFewest(string start, string end, string expected)
    {
        var prefixes = SelectorPrefixes.Of(new TrafficSelector(0, 0, ushort.MaxValue, IpAddress.Parse(start), IpAddress.Parse(end)));

        Assert.Equal(expected, string.Join(' ', prefixes.Select(Text)));
    }

    [Fact]
    public void Prefixes_OfTheWorstRange_AreBounded()
    {
        var one = IpAddress.Parse("::1");
        var last = IpAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");

        Assert.Equal(254, SelectorPrefixes.Of(new TrafficSelector(0, 0, 0, one, last)).Count);
        Assert.Empty(SelectorPrefixes.Of(new TrafficSelector(0, 0, 0, last, one)));
        Assert.Empty(SelectorPrefixes.Of(default));
    }

    [Fact]
    public void VirtualAddress_OfATunnelBehindATrapForEverything_IsTheSourceWhileItIsThere()
    {
        var virtualAddress = IpAddress.Parse("10.9.0.1");
        var addresses = new AddressBook(this, _book);
        _book.Apply(Subnet("0.0.0.0", 0), Remote, wanted: true);
        addresses.Apply(virtualAddress, string.Empty, wanted: true);
        _book.Apply(TrafficSelector.Host(virtualAddress), Remote, wanted: true);
        _book.Apply(TrafficSelector.Host(virtualAddress), Remote, wanted: false);
        addresses.Apply(virtualAddress, string.Empty, wanted: false);

        Assert.Equal(
            ["+10.2.0.0/24 src none", "+10.9.0.1 on ''", "+10.2.0.0/24 src 10.9.0.1", "+10.2.0.0/24 src none", "-10.9.0.1 on ''"],
            _calls);
    }

    [Fact]
    public void VirtualAddress_WantedTwice_StandsUntilBothAreTakenBack()
    {
        var addresses = new AddressBook(this, _book);
        addresses.Apply(IpAddress.Parse("10.9.0.1"), "lo", wanted: true);
        addresses.Apply(IpAddress.Parse("10.9.0.1"), "lo", wanted: true);
        addresses.Apply(IpAddress.Parse("10.9.0.1"), "lo", wanted: false);
        Assert.Equal(["+10.9.0.1 on 'lo'"], _calls);

        addresses.Clear();
        addresses.Apply(IpAddress.Parse("10.9.0.1"), "lo", wanted: false);
        Assert.Equal(["+10.9.0.1 on 'lo'", "-10.9.0.1 on 'lo'"], _calls);
    }

    [Fact]
    public void VirtualAddress_ThatTheHostHadBefore_IsNotTakenAway()
    {
        var addresses = new AddressBook(this, _book);
        addresses.Apply(IpAddress.Parse("10.1.0.5"), "eth0", wanted: true);
        addresses.Apply(IpAddress.Parse("10.1.0.5"), "eth0", wanted: false);

        Assert.Equal(["+10.1.0.5 on 'eth0'"], _calls);
    }

    [Fact]
    public async Task Installer_Wishes_AreCarriedOutInOrderOffTheCallersThread()
    {
        var installer = new RouteInstaller(this);
        installer.RouteTo(Local, Remote, wanted: true);
        installer.RouteTo(Local, Remote, wanted: false);
        installer.RouteTo(Local, Subnet("10.3.0.0", 24), wanted: true);
        await installer.SettleAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(["+10.2.0.0/24 src 10.1.0.5", "-10.2.0.0/24", "+10.3.0.0/24 src 10.1.0.5"], _calls);
        await installer.DisposeAsync();
        installer.RouteTo(Local, Remote, wanted: true);
        await installer.SettleAsync();
        Assert.Equal(3, _calls.Count);
    }

    IReadOnlyList<IpAddress> IRouteTable.OwnAddresses() => _own;

    void IRouteTable.Add(in IPNetworkAddress destination, IpAddress preferredSource) =>
        _calls.Add($"+{Text(destination)} src {(preferredSource.IsNone ? "none" : preferredSource.ToString())}");

    void IRouteTable.Remove(in IPNetworkAddress destination) => _calls.Add($"-{Text(destination)}");

    bool IRouteTable.AddAddress(IpAddress address, string interfaceName)
    {
        _calls.Add($"+{address} on '{interfaceName}'");
        if (_own.Contains(address))
        {
            return false;
        }

        _own.Add(address);
        return true;
    }

    void IRouteTable.RemoveAddress(IpAddress address, string interfaceName)
    {
        _calls.Add($"-{address} on '{interfaceName}'");
        _own.Remove(address);
    }

    private static string Text(IPNetworkAddress prefix) => $"{prefix.Address}/{prefix.PrefixLength}";

    private static TrafficSelector Subnet(string network, int length) => TrafficSelector.Subnet(IpAddress.Parse(network), length);
}
