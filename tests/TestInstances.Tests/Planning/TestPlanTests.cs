using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Planning;

public class TestPlanTests
{
    private static readonly TestSetup Client = new()
    {
        NumberOfTunnels = 300,
        FirstClientAddress = new AddressWithPrefix(IpAddress.Parse("10.10.0.250"), 16),
        PeerAddress = IpAddress.Parse("10.20.0.1"),
        InterfaceName = "eth1",
        Ike = new IkeSetup { PreSharedKey = "secret" },
    };

    [Fact]
    public void Create_Client_HasAVpnPerTunnelWithTheNextAddress()
    {
        var plan = TestPlan.Create(Client);

        Assert.Equal(300, plan.Tunnels.Count);
        Assert.Equal(TestPlan.TunnelName(7), plan.Tunnels[7].Name);
        Assert.Equal(IpAddress.Parse("10.10.0.250"), plan.Tunnels[0].LocalAddress);
        Assert.Equal(IpAddress.Parse("10.10.1.0"), plan.Tunnels[6].LocalAddress);
        Assert.All(plan.Tunnels, tunnel => Assert.Equal(IpAddress.Parse("10.20.0.1"), tunnel.RemoteAddress));
        Assert.All(plan.Tunnels, tunnel => Assert.All(tunnel.Children, child => Assert.Equal(ChildAction.None, child.StartAction)));
        Assert.Equal("secret", Encoding.UTF8.GetString(Assert.Single(plan.Configuration.PreSharedKeys).Secret.AsSpan()));
    }

    [Theory]
    [InlineData(TestRole.Client)]
    [InlineData(TestRole.Gateway)]
    public void Create_Ppk_IsTheKeyOfEveryTunnel(TestRole role)
    {
        var ppk = new PpkSetup { Id = "k1", Value = "0x616263", Required = true };
        var plan = TestPlan.Create(Client with { Role = role, Ike = Client.Ike with { Ppk = ppk } });

        var key = Assert.Single(plan.Configuration.PostQuantumKeys);
        Assert.Equal(("k1", "k1", "abc"), (key.Name, Encoding.UTF8.GetString(key.Identity.AsSpan()), Encoding.UTF8.GetString(key.Secret.AsSpan())));
        Assert.All(plan.Configuration.Peers, vpn => Assert.Equal(("k1", true), (vpn.Ppk, vpn.RequiresPpk)));
    }

    [Fact]
    public void Create_Client_RequestIdsAreUnique()
    {
        var plan = TestPlan.Create(Client with { Children = [ChildSetup.Default, ChildSetup.Default] });

        var ids = plan.Tunnels.SelectMany(tunnel => tunnel.Children).Select(child => child.RequestId).ToList();
        Assert.Equal(600, ids.Distinct().Count());
        Assert.DoesNotContain(0u, ids);
    }

    [Fact]
    public void Create_SelectorsOfOneHost_StepByTheirOwnIncrease()
    {
        var child = new ChildSetup
        {
            OwnSelectors = [new SelectorSetup { StartAddress = IpAddress.Parse("172.16.0.0"), EndAddress = IpAddress.Parse("172.16.0.255") }],
            PeerSelectors = [new SelectorSetup { StartAddress = IpAddress.Parse("192.168.0.1"), EndAddress = IpAddress.Parse("192.168.0.1") }],
        };
        var plan = TestPlan.Create(Client with { Children = [child], OwnSelectorStep = 256, PeerSelectorStep = 2 });

        var third = plan.Tunnels[2].Children[0];
        Assert.Equal(TrafficSelector.Subnet(IpAddress.Parse("172.16.2.0"), 24), Assert.Single(third.LocalSelectors).Resolve(default));
        Assert.Equal(TrafficSelector.Host(IpAddress.Parse("192.168.0.5")), Assert.Single(third.RemoteSelectors).Resolve(default));
    }

    [Fact]
    public void Create_SelectorsOfEverything_AreTheSameInEveryTunnel()
    {
        var plan = TestPlan.Create(Client with { PeerSelectorStep = 1 });

        Assert.Same(plan.Tunnels[0].Children[0].RemoteSelectors, plan.Tunnels[299].Children[0].RemoteSelectors);
        Assert.Equal(TrafficSelector.Subnet(IpAddress.Parse("0.0.0.0"), 0), plan.Tunnels[299].Children[0].RemoteSelectors[0].Resolve(default));
    }

    [Fact]
    public void Create_CiphersOfBothKinds_AreOfferedApart()
    {
        var ike = Client.Ike with { Encryption = [new(EncryptionId.AesGcm16, 256), new(EncryptionId.AesCbc, 128), new(EncryptionId.AesGcm16, 128)] };
        var plan = TestPlan.Create(Client with { Ike = ike });

        var offers = plan.Tunnels[0].Proposals;
        Assert.Equal(2, offers.Count);
        Assert.Equal([256, 128], offers[0].Encryption.Select(choice => choice.KeyBits));
        Assert.Empty(offers[0].Integrity);
        Assert.Equal(EncryptionId.AesCbc, Assert.Single(offers[1].Encryption).Id);
        Assert.Equal(IntegrityId.HmacSha256_128, Assert.Single(offers[1].Integrity));
        Assert.All(offers, offer => Assert.Equal(KeyExchangeId.Modp2048, Assert.Single(offer.KeyExchanges)));
        Assert.Same(offers, plan.Tunnels[299].Proposals);
    }

    [Theory]
    [InlineData("client-src-addr", null)]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("user&d@example.com", "user41@example.com")]
    [InlineData("host-&d.example.com", "host-41.example.com")]
    public void Create_OwnIdentity_IsWhatTheWordsMean(string text, string? identity)
    {
        var plan = TestPlan.Create(Client with { Ike = Client.Ike with { OwnIdentity = text } });

        Assert.Equal(identity, plan.Tunnels[41].LocalIdentity?.Text);
    }

    [Fact]
    public void Create_PeerIdentity_IsRequestedButDemandedOnlyWhenMatched()
    {
        var asks = TestPlan.Create(Client with { Ike = Client.Ike with { PeerIdentity = "gw.example" } }).Tunnels[0];
        var demands = TestPlan.Create(Client with { Ike = Client.Ike with { PeerIdentity = "gw.example", MatchPeerIdentity = true } }).Tunnels[0];
        var byAddress = TestPlan.Create(Client with { Ike = Client.Ike with { PeerIdentity = "peer-addr" } }).Tunnels[0];

        Assert.Equal(Identity.Fqdn("gw.example"), asks.RequestedIdentity);
        Assert.True(asks.RemoteIdentity.Matches(Identity.Fqdn("other.example")));
        Assert.False(demands.RemoteIdentity.Matches(Identity.Fqdn("other.example")));
        Assert.Equal(Identity.Fqdn("gw.example"), demands.RemoteIdentity.Exact);
        Assert.Equal(Identity.Address(IpAddress.Parse("10.20.0.1")), byAddress.RequestedIdentity);
    }

    [Fact]
    public void Create_Retransmissions_AreSentAtEvenIntervals()
    {
        var options = TestPlan.Create(Client with { Ike = Client.Ike with { MaximumTransmissions = 3, RetransmissionInterval = TimeSpan.FromSeconds(2) } }).Configuration.Retransmission;

        Assert.Equal((2, 2.0, 1.0), (options.Tries, options.Timeout, options.Base));
    }

    [Theory]
    [InlineData(true, 600, 60)]
    [InlineData(false, 540, 0)]
    public void Create_Jitter_DecidesWhatIsTakenOffTheLifetime(bool jitter, int rekeySeconds, int randomSeconds)
    {
        var tunnel = TestPlan.Create(Client with { Ike = Client.Ike with { Jitter = jitter } }).Tunnels[0];

        Assert.Equal(TimeSpan.FromSeconds(rekeySeconds), tunnel.RekeyTime);
        Assert.Equal(TimeSpan.FromSeconds(randomSeconds), tunnel.EffectiveRandomTime);
        Assert.Equal(TimeSpan.FromSeconds(rekeySeconds + 60), tunnel.RekeyTime + tunnel.EffectiveOverTime);
    }

    [Fact]
    public void Create_RemoteAccess_AsksForAnAddressOfTheFamiliesInUse()
    {
        var plan = TestPlan.Create(Client with { Ike = Client.Ike with { RemoteAccess = true } });

        Assert.Equal([IpAddress.Parse("0.0.0.0")], plan.Tunnels[0].VirtualAddressRequests);
        Assert.Empty(TestPlan.Create(Client).Tunnels[0].VirtualAddressRequests);
    }

    [Theory]
    [InlineData(true, true, "dummy0")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    public void Create_VirtualAddressInterface_CountsWhenAddressesAreUsed(bool remoteAccess, bool fastPath, string expected)
    {
        if (fastPath && !OperatingSystem.IsLinux())
        {
            return;
        }

        var ike = Client.Ike with { RemoteAccess = remoteAccess, InstallsFastPath = fastPath, VirtualAddressInterface = "dummy0" };

        Assert.Equal(expected, TestPlan.Create(Client with { Ike = ike }).Configuration.VirtualAddressInterface);
    }

    [Fact]
    public void Create_Gateway_HasOneVpnForEverybody()
    {
        var plan = TestPlan.Create(new TestSetup
        {
            Role = TestRole.Gateway,
            InterfaceName = "eth1",
            InterfaceAddress = new AddressWithPrefix(IpAddress.Parse("10.20.0.1"), 24),
            Ike = new IkeSetup { PreSharedKey = "secret", CookieThreshold = 0 },
        });

        var gateway = Assert.Single(plan.Configuration.Peers);
        Assert.Empty(plan.Tunnels);
        Assert.Equal(TestPlan.GatewayVpn, gateway.Name);
        Assert.Null(gateway.RemoteAddress);
        Assert.True(gateway.RemoteIdentity.IsAny);
        Assert.Equal(EngineLimits.CookieAlways, plan.Configuration.Limits.CookieThreshold);
        Assert.Equal("10.20.0.1", Assert.Single(plan.CreateRuntimeOptions().Listeners).Address);
    }

    [Fact]
    public void Create_GatewayWithPools_HandsOutFromTheFirstAddressOn()
    {
        var plan = TestPlan.Create(new TestSetup
        {
            Role = TestRole.Gateway,
            Ike = new IkeSetup { PreSharedKey = "secret" },
            Pool = new PoolSetup { Ipv4 = new AddressWithPrefix(IpAddress.Parse("10.99.0.10"), 24), Ipv4Dns = [IpAddress.Parse("10.99.0.1")] },
        });

        var pool = Assert.Single(plan.Configuration.AddressPools);
        Assert.Equal("10.99.0.10-10.99.0.254", Assert.Single(pool.Ranges).ToString());
        Assert.Equal(IpAddress.Parse("10.99.0.1"), Assert.Single(pool.DnsServers));
        Assert.Equal([pool.Name], plan.Configuration.Peers[0].AddressPools);
        Assert.Equal([ConfiguredSelector.Dynamic], plan.Configuration.Peers[0].Children[0].RemoteSelectors);
    }

    [Fact]
    public void Addresses_ClientOnAnInterface_AreThoseOfItsTunnels()
    {
        var addresses = Assert.Single(TestPlan.Create(Client).Addresses);

        Assert.Equal(("eth1", 16, 300), (addresses.InterfaceName, addresses.PrefixLength, addresses.Count));
        Assert.Equal(IpAddress.Parse("10.10.1.0"), addresses[6]);
        Assert.Empty(TestPlan.Create(Client with { InterfaceName = string.Empty }).Addresses);
    }

    [Fact]
    public void PingOf_SteppedAddresses_AreThoseOfTheTunnel()
    {
        var ping = new PingSetup { Destination = IpAddress.Parse("192.168.0.1"), DestinationStep = 256, Source = IpAddress.Parse("172.16.0.1") };
        var plan = TestPlan.Create(Client with { Ping = ping });

        var third = plan.PingOf(2)!;
        Assert.Equal("192.168.2.1", third.Destination!.ToString());
        Assert.Equal("172.16.0.3", third.Source!.ToString());
        Assert.Null(third.Mistake());
        Assert.True(plan.CarriesPackets);
        Assert.Null(TestPlan.Create(Client).PingOf(0));
    }

    [Fact]
    public void CreateRuntimeOptions_OfAnyPlan_AreValid()
    {
        var plan = TestPlan.Create(Client with { Ike = Client.Ike with { RetransmissionInterval = TimeSpan.FromMinutes(1), MaximumTransmissions = 20 } });

        Assert.Empty(plan.CreateRuntimeOptions().Validate());
        Assert.Equal("0.0.0.0", Assert.Single(plan.CreateRuntimeOptions().Listeners).Address);
    }

    [Fact]
    public void CreateRunPlan_Client_HasItsPaceFlapsPingsAndLog()
    {
        var setup = Client with
        {
            SetupInterval = TimeSpan.FromMilliseconds(5),
            MaximumTries = 7,
            RunningTime = TimeSpan.FromMinutes(3),
            Flap = new FlapSetup { Enabled = true },
            Ping = new PingSetup { Destination = IpAddress.Parse("192.168.0.1"), HoldTime = TimeSpan.FromSeconds(2) },
            LogLevel = 4,
            Runner = new RunnerSetup { MaximumHalfOpen = 33, Seed = 5 },
        };
        var run = TestPlan.Create(setup).CreateRunPlan("run.log");

        Assert.Equal((TestRole.Client, 300, 7, 33, 5), (run.Role, run.Tunnels, run.MaximumTries, run.Window, run.Seed));
        Assert.Equal((TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(3)), (run.SetupInterval, run.RunningTime));
        Assert.Equal(300, run.Flapping!.Tunnels);
        Assert.Equal(TimeSpan.FromSeconds(2), run.Pings!.HoldTime);
        Assert.Equal("192.168.0.11", run.Pings.ForTunnel!(10).Destination!.ToString());
        Assert.Equal(("run.log", TestEventLevel.Information, 1_000_000_000), (run.Log!.Path, run.Log.Level, run.Log.MaximumOctets));
        Assert.True(run.CarriesPackets);
    }

    [Fact]
    public void CreateRunPlan_Gateway_PingsTheFirstAddressOfEachTunnel()
    {
        var run = TestPlan.Create(new TestSetup
        {
            Role = TestRole.Gateway,
            Ike = new IkeSetup { PreSharedKey = "secret" },
            Ping = new PingSetup { AutoAddresses = true },
            Flap = new FlapSetup { Enabled = true },
        }).CreateRunPlan();

        Assert.Null(run.Pings!.Plan.Destination);
        Assert.Null(run.Pings.ForTunnel);
        Assert.Null(run.Flapping);
        Assert.Null(run.Log);
    }

    [Theory]
    [InlineData(MobikeChange.OwnOnly, true, false)]
    [InlineData(MobikeChange.PeerOnly, false, true)]
    [InlineData(MobikeChange.Both, true, true)]
    public void Create_ClientWithMobike_TunnelsHaveConsecutiveAddresses(MobikeChange change, bool own, bool peer)
    {
        var plan = TestPlan.Create(new TestSetup
        {
            NumberOfTunnels = 3,
            FirstClientAddress = new AddressWithPrefix(IpAddress.Parse("10.0.0.1"), 24),
            PeerAddress = IpAddress.Parse("10.0.0.200"),
            InterfaceName = "eth9",
            Ike = new IkeSetup { PreSharedKey = "secret" },
            Mobike = new MobikeSetup { Enabled = true, AddressesPerTunnel = 3, AddressLifetime = TimeSpan.FromSeconds(5), Change = change },
        });

        Assert.Equal(["10.0.0.1", "10.0.0.4", "10.0.0.7"], plan.Tunnels.Select(tunnel => tunnel.LocalAddress.ToString()));
        Assert.All(plan.Tunnels, tunnel => Assert.True(tunnel.Mobike));
        var second = plan.Tunnels[1].Roaming!;
        Assert.Equal(["10.0.0.4", "10.0.0.5", "10.0.0.6"], second.OwnAddresses.Select(address => address.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(5), own, peer), (second.Interval, second.ChangesOwn, second.ChangesPeer));
        Assert.Equal(9, plan.Addresses.Single().Count);
    }

    [Fact]
    public void Create_GatewayWithMobike_TellsItsAddresses()
    {
        var plan = TestPlan.Create(new TestSetup
        {
            Role = TestRole.Gateway,
            InterfaceName = "eth9",
            InterfaceAddress = new AddressWithPrefix(IpAddress.Parse("10.0.0.200"), 24),
            Ike = new IkeSetup { PreSharedKey = "secret" },
            Mobike = new MobikeSetup { Enabled = true },
        });

        var gateway = Assert.Single(plan.Configuration.Peers);
        Assert.Null(gateway.LocalAddress);
        Assert.Equal(["10.0.0.200", "10.0.0.201"], gateway.Roaming!.OwnAddresses.Select(address => address.ToString()));
        Assert.Equal("0.0.0.0", Assert.Single(plan.CreateRuntimeOptions().Listeners).Address);
        Assert.Equal(2, plan.Addresses.Single().Count);
    }

    [Fact]
    public void Create_ASetupWithErrors_NamesThemAll()
    {
        var failure = Assert.Throws<ArgumentException>(() => TestPlan.Create(new TestSetup { StaticRoute = "somewhere" }));

        Assert.Contains("startclntaddr", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ikeconf.psk", failure.Message, StringComparison.Ordinal);
        Assert.Contains("staticroute", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_AHundredThousandTunnels_TakesLessThanTwoKilobytesEach()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = TestPlan.Create(Client with { NumberOfTunnels = 100_000, Ike = Client.Ike with { OwnIdentity = "user&d@example.com" } });
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100_000, plan.Tunnels.Count);
        Assert.InRange(allocated / 100_000, 1, 2048);
    }
}
