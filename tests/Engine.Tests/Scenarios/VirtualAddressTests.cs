using System.Net;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Virtual addresses: A asks, B has the pools (RFC 7296 section 2.19).</summary>
public sealed class VirtualAddressTests
{
    private static readonly AddressPoolPolicy Pool4 = new()
    {
        Name = "v4",
        Ranges = [AddressRange.HostsOf(IpAddress.Parse("10.73.0.0"), 29)],
        DnsServers = [IpAddress.Parse("10.72.0.53")],
        Netmask = IpAddress.Parse("255.255.255.248"),
        Subnets = [new AddressPrefix(IpAddress.Parse("10.72.0.0"), 16)],
    };

    private static readonly AddressPoolPolicy Pool6 = new()
    {
        Name = "v6",
        Ranges = [AddressRange.HostsOf(IpAddress.Parse("fd73::"), 96)],
        DnsServers = [IpAddress.Parse("fd72::53")],
    };

    [Fact]
    public void Request_OfBothFamilies_SelectorsAreTheAddresses()
    {
        // A --> IKE_AUTH { IDi, AUTH, CP(REQUEST: ADDR ADDR6), SA, TSi(everything), TSr }
        // B --> { IDr, AUTH, CP(REPLY: ADDR ADDR6 ...), SA, TSi(the addresses), TSr }
        var pair = Pair(seed: 1, [Pool4, Pool6], "0.0.0.0", "::");
        pair.Start();

        pair.ShouldAgree();
        var (a, b) = (pair.A.Tunnel, pair.B.Tunnel);
        Assert.Equal([IPAddress.Parse("10.73.0.1"), IPAddress.Parse("fd73::1")], a.LocalVirtualAddresses);
        Assert.Equal(a.LocalVirtualAddresses, b.RemoteVirtualAddresses);
        Assert.Equal([IPAddress.Parse("10.72.0.53"), IPAddress.Parse("fd72::53")], a.VirtualDnsServers);
        Assert.Equal("10.73.0.1/32 fd73::1/128", Text(a.Children.Single().LocalSelectors));
        Assert.Equal("10.73.0.1/32 fd73::1/128", Text(b.Children.Single().RemoteSelectors));
        Assert.Equal("10.72.0.0/16 fd72::/64", Text(a.Children.Single().RemoteSelectors));
        Assert.Equal([(IpAddress.Parse("10.73.0.1"), string.Empty, true), (IpAddress.Parse("fd73::1"), string.Empty, true)], pair.A.Addresses);
        var pools = pair.B.Registry.Capture().AddressPools;
        Assert.Equal([new AddressUsage(6, 1, 0), new AddressUsage(4294967294, 1, 0)], pools.Select(pool => pool.Usage));
        var lease = Assert.Single(pools[0].Leases.Values);
        Assert.Equal(("10.73.0.1", "a.example", "vpn", true), (lease.Address.ToString(), lease.Identity.Text, lease.VpnName, lease.IsInUse));
        Assert.Equal(b.Id, lease.TunnelId);
    }

    [Fact]
    public void Lease_IkeRekeyedFromEitherSide_StaysUntilTheTunnelEnds()
    {
        var pair = Pair(seed: 2, [Pool4], "0.0.0.0");
        pair.Start();
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal(3u, pair.A.Tunnel.Generation);
        Assert.Equal("10.73.0.1", Assert.Single(pair.A.Tunnel.LocalVirtualAddresses).ToString());
        Assert.Equal("10.73.0.1/32", Text(pair.B.Tunnel.Children[^1].RemoteSelectors));
        Assert.Equal(1, Usage(pair).InUse);
        Assert.Single(pair.A.Addresses);

        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        pair.A.ShouldBeEmpty();
        Assert.Equal(new AddressUsage(6, 0, 1), Usage(pair));
        Assert.Equal((IpAddress.Parse("10.73.0.1"), string.Empty, false), pair.A.Addresses[^1]);
        Assert.NotNull(Assert.Single(pair.B.Registry.Capture().AddressPools[0].Leases.Values).ReleasedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reauthentication_EitherOrder_KeepsTheAddress(bool makeBeforeBreak)
    {
        var pair = Pair(seed: 3, [Pool4], vpn => vpn.Limits = new EngineLimits { MakeBeforeBreak = makeBeforeBreak }, "0.0.0.0");
        pair.Start();
        pair.A.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal("10.73.0.1", Assert.Single(pair.A.Tunnel.LocalVirtualAddresses).ToString());
        Assert.Equal(new AddressUsage(6, 1, 0), Usage(pair));
        Assert.Equal(pair.B.Tunnel.Id, Assert.Single(pair.B.Registry.Capture().AddressPools[0].Leases.Values).TunnelId);
        Assert.Equal(1, pair.A.Addresses.Sum(wish => wish.Wanted ? 1 : -1));
    }

    [Fact]
    public void InitialContact_PeerRestarted_GetsItsAddressAgain()
    {
        var pair = Pair(seed: 4, [Pool4], "0.0.0.0");
        pair.Start();
        var fresh = new SimHost("a2", pair.A.Address, pair.Network, SharedCrypto.Best, 99);
        fresh.Configure(Vpn([], "0.0.0.0").Build(forA: true, pair.A.Address, pair.B.Address));
        fresh.Execute(new EngineCommand.InitiateChild("child-1"));
        while (pair.Network.TakeArrived() is { } datagram || Advance(pair, out datagram))
        {
            (datagram!.Destination.Address == pair.B.Address ? pair.B : fresh).Receive(datagram);
        }

        Assert.Equal("10.73.0.1", Assert.Single(fresh.Tunnel.LocalVirtualAddresses).ToString());
        Assert.Equal(new AddressUsage(6, 1, 0), Usage(pair));
    }

    [Fact]
    public void Pool_Exhausted_IkeSaIsClosedByTheInitiatorAndTheReasonIsSaid()
    {
        var one = Pool4 with { Ranges = [AddressRange.Between(IpAddress.Parse("10.73.0.9"), IpAddress.Parse("10.73.0.9"))] };
        var pair = Pair(seed: 5, [one], vpn => vpn.Peer = peer => peer with { UniqueSa = UniqueSaPolicy.Never }, "0.0.0.0");
        pair.Start();
        var request = pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();

        // B --> { IDr, AUTH, N(INTERNAL_ADDRESS_FAILURE) }      A --> INFORMATIONAL { D }
        Assert.Contains("INTERNAL_ADDRESS_FAILURE", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.ShouldAgree();
        Assert.Single(pair.B.Tunnels);
        Assert.Equal(1ul, pair.B.Registry.Capture().AddressPools[0].Refused);
        Assert.Equal(1, Usage(pair).InUse);
    }

    [Fact]
    public void Request_NamedAddress_IsGivenWhenItIsFree()
    {
        var pair = Pair(seed: 6, [Pool4], "10.73.0.5");
        pair.Start();

        Assert.Equal("10.73.0.5", Assert.Single(pair.A.Tunnel.LocalVirtualAddresses).ToString());
    }

    [Fact]
    public void Request_OfTwoFamiliesWhereOneIsThere_GetsThatOne()
    {
        var pair = Pair(seed: 7, [Pool6], "0.0.0.0", "::");
        pair.Start();

        pair.ShouldAgree();
        Assert.Equal("fd73::1", Assert.Single(pair.A.Tunnel.LocalVirtualAddresses).ToString());
        Assert.Equal("fd73::1/128", Text(pair.A.Tunnel.Children.Single().LocalSelectors));
    }

    [Fact]
    public void Responder_WithoutPools_InitiatorDeletesTheSa()
    {
        var pair = new SimPair(seed: 8);
        pair.Configure(Vpn([], "0.0.0.0"), Vpn([]));
        var request = pair.Start();

        Assert.Contains("the peer assigned no virtual address", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Empty(pair.A.Addresses);
    }

    [Fact]
    public void Start_RefusedForWantOfAnAddress_IsTriedAgain()
    {
        var one = Pool4 with { Ranges = [AddressRange.Between(IpAddress.Parse("10.73.0.9"), IpAddress.Parse("10.73.0.9"))] };
        var pair = new SimPair(seed: 9);
        var vpn = Vpn([], "0.0.0.0");
        vpn.Child = child => With(child) with { StartAction = ChildAction.Start };
        pair.B.Configure(Vpn([one with { Ranges = [] }]).Build(forA: false, pair.B.Address, pair.AddressOfA) with { AddressPools = [one with { Ranges = [] }] });
        pair.A.Configure(vpn.Build(forA: true, pair.A.Address, pair.B.Address), "vpn");
        pair.Drive();
        Assert.Empty(pair.B.Tunnels);

        pair.B.Configure(Vpn([one]).Build(forA: false, pair.B.Address, pair.AddressOfA) with { AddressPools = [one] });
        pair.Advance(15);

        pair.ShouldAgree();
        Assert.Equal("10.73.0.9", Assert.Single(pair.A.Tunnel.LocalVirtualAddresses).ToString());
    }

    private static SimPair Pair(ulong seed, ValueList<AddressPoolPolicy> pools, params string[] requests) => Pair(seed, pools, _ => { }, requests);

    private static SimPair Pair(ulong seed, ValueList<AddressPoolPolicy> pools, Action<SimVpn> change, params string[] requests)
    {
        var pair = new SimPair(seed);
        var (ofA, ofB) = (Vpn(pools, requests), Vpn(pools));
        foreach (var vpn in (ReadOnlySpan<SimVpn>)[ofA, ofB])
        {
            var before = vpn.Peer;
            change(vpn);
            var after = vpn.Peer;
            vpn.Peer = ReferenceEquals(before, after) ? before : peer => before(after(peer));
        }

        pair.A.Configure(ofA.Build(forA: true, pair.A.Address, pair.B.Address));
        pair.B.Configure(ofB.Build(forA: false, pair.B.Address, pair.AddressOfA) with { AddressPools = pools });
        return pair;
    }

    private static SimVpn Vpn(ValueList<AddressPoolPolicy> pools, params string[] requests) => new()
    {
        Peer = peer => peer with
        {
            VirtualAddressRequests = requests.Select(IpAddress.Parse).ToValueList(),
            AddressPools = requests.Length == 0 ? pools.Select(pool => pool.Name).ToValueList() : [],
        },
        Child = With,
    };

    /// <summary>A has its virtual addresses, B the networks behind it.</summary>
    private static ChildPolicy With(ChildPolicy child)
    {
        ValueList<ConfiguredSelector> networks = [new(IpAddress.Parse("10.72.0.0"), 16), new(IpAddress.Parse("fd72::"), 64)];
        var isOfA = child.LocalSelectors[0].Network == IpAddress.Parse("10.1.1.0");
        return isOfA
            ? child with { LocalSelectors = [ConfiguredSelector.Dynamic], RemoteSelectors = networks }
            : child with { LocalSelectors = networks, RemoteSelectors = [ConfiguredSelector.Dynamic] };
    }

    private static bool Advance(SimPair pair, out SimDatagram? datagram)
    {
        datagram = null;
        if (pair.Network.NextArrival is not { } at)
        {
            return false;
        }

        pair.Network.Now = Math.Max(pair.Network.Now, at);
        datagram = pair.Network.TakeArrived();
        return datagram is not null;
    }

    private static AddressUsage Usage(SimPair pair) => pair.B.Registry.Capture().AddressPools[0].Usage;

    private static string Text(IEnumerable<SelectorInfo> selectors) => string.Join(' ', selectors);
}
