using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Virtual addresses through configuration payloads, with strongSwan on the other side of either role.</summary>
[Trait("Category", "Interop")]
public class VirtualAddressTests(ITestOutputHelper output)
{
    private const string Device = "myikev2";

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };

    private static readonly StrongSwanPool[] PeersPools =
    [
        new("v4", "10.73.0.0/24", ("dns", ["10.2.0.53", "10.2.0.54"]), ("nbns", ["10.2.0.55"]), ("subnet", ["10.2.0.0/16"])),
        new("v6", "fd73::/96", ("dns", ["fd72::53"])),
    ];

    [InteropFact]
    public async Task Gateway_PeerAsksForBothFamilies_GetsThemAgainAfterRekeyAndReturn()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(Gateway(lab, "10.73.0.0/24", "fd73::/96"));
        var peer = await lab.StartPeerAsync(Client(lab, "0.0.0.0", "::"));

        await peer.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.73.0.1", "fd73::1"], ours.RemoteVirtualAddresses);
        Assert.Equal(["10.73.0.1/32", "fd73::1/128"], theirs.Children[0].LocalSelectors.Order());
        Assert.Matches(@"parsed IKE_AUTH response 1 \[ .*CPRP\(ADDR ADDR6 MASK DNS DNS6 NBNS SUBNET SUBNET6\)", peer.Log);
        var pool = Assert.Single(await agent.ListPoolsAsync());
        Assert.Equal((254ul, 4294967294ul), (pool.Ipv4.Size, pool.Ipv6.Size));
        await WaitForLeasesAsync(agent, inUse: 2);

        await peer.RekeyIkeAsync();
        await agent.WaitForIkeAsync("a second generation", static sa => sa.IsEstablished() && sa.Generation == 2);
        await agent.WaitForIkeAsync("only that", static sa => sa.Generation == 2 && sa.InstalledChildren().Any());
        await WaitForLeasesAsync(agent, inUse: 2);

        await peer.TerminateIkeAsync();
        await agent.WaitUntilEmptyAsync();
        await WaitForLeasesAsync(agent, inUse: 0);
        var leases = await agent.ListLeasesAsync();
        Assert.Equal(["10.73.0.1", "fd73::1"], leases.Select(static lease => lease.Address));
        Assert.All(leases, lease => Assert.True(lease.ReleasedAt is not null && lease.Identity.Text == Plan.PeerId));

        await peer.InitiateAsync("net");
        Assert.Equal(["10.73.0.1", "fd73::1"], (await agent.WaitForTunnelAsync()).RemoteVirtualAddresses);
    }

    [InteropFact]
    public async Task Gateway_PoolIsExhausted_PeerIsToldAndItsIkeSaStands()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(Gateway(lab, "10.73.0.9"));
        var peer = await lab.StartPeerAsync(Client(lab, "0.0.0.0", "0.0.0.0") with { Unique = "never" });

        // The second of the two addresses is not to be had: the peer gets the first.
        await peer.InitiateAsync("net");
        Assert.Equal(["10.73.0.9"], (await agent.WaitForTunnelAsync()).RemoteVirtualAddresses);

        // Another device with the same identity gets none.
        await peer.LoadAsync(Client(lab, "0.0.0.0") with { Name = "second", Unique = "never", Children = [Child("other")] });
        Assert.NotNull(await peer.TryInitiateAsync("other"));
        await peer.WaitForLogAsync("received INTERNAL_ADDRESS_FAILURE notify");
        await Wait.UntilAsync("both refusals", async () => (await agent.ListPoolsAsync()).Single().Refused == 2);
    }

    [InteropFact]
    public async Task Client_PeerHasPools_AddressesAreAssignedAndGivenBack()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(PeersGateway(lab, PeersPools));
        var agent = await lab.StartAgentAsync(Agent(lab, "0.0.0.0", "::"));

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.73.0.1", "fd73::1"], ours.LocalVirtualAddresses);
        Assert.Equal(["10.2.0.53", "10.2.0.54", "fd72::53"], ours.VirtualDnsServers);
        Assert.Equal(["10.73.0.1/32", "fd73::1/128"], theirs.Children[0].RemoteSelectors.Order());

        await agent.ReauthenticateAsync();
        var again = await agent.WaitForIkeAsync("another SA", sa => sa.IsEstablished() && sa.TunnelId != ours.TunnelId && sa.InstalledChildren().Any());
        Assert.Equal(["10.73.0.1", "fd73::1"], again.LocalVirtualAddresses);

        await agent.FlushIkeAsync();
        await peer.WaitForLogAsync($"lease fd73::1 by '{Plan.AgentId}' went offline");
    }

    [InteropFact]
    public async Task Client_PeersPoolIsExhausted_CommandSaysWhyAndNothingIsLeft()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(PeersGateway(lab, new StrongSwanPool("v6", "fd73::/96")));
        var agent = await lab.StartAgentAsync(Agent(lab, "0.0.0.0"));

        var result = await agent.TryInitiateAsync("net");

        Assert.Contains("the peer assigned no virtual address: INTERNAL_ADDRESS_FAILURE", result.Message, StringComparison.Ordinal);
        await agent.WaitUntilEmptyAsync();
        await peer.WaitUntilEmptyAsync();
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Client_CarryingPackets_HostHasTheAddressWhileTheTunnelStands()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        var peer = await lab.StartPeerAsync(PeersGateway(lab, PeersPools[0]), dataPlane: StrongSwanDataPlane.Libipsec);
        var agent = await lab.StartAgentAsync(Agent(lab, "0.0.0.0") with { NeedsTunnelDevice = true });

        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();

        Assert.Contains("inet 10.73.0.1/32", await here.RunAsync("ip", "-4", "addr", "show", "dev", Device), StringComparison.Ordinal);
        Assert.Contains("src 10.73.0.1", await here.RunAsync("ip", "route", "show", "table", "220"), StringComparison.Ordinal);

        // The host takes the virtual address by itself.
        var pings = await here.TryRunAsync("ping", ["-c", "3", "-i", "0.2", "-w", "20", there.InnerIpv4]);
        Assert.True(pings.Succeeded, pings.ToString());

        await agent.FlushIkeAsync();
        await Wait.UntilAsync("no virtual address", async () => !(await here.RunAsync("ip", "-4", "addr", "show", "dev", Device)).Contains("10.73.0.1", StringComparison.Ordinal));
    }

    /// <summary>Leases are published by the shard that owns the pools, tunnels by their own: neither waits for the other.</summary>
    private static Task WaitForLeasesAsync(RunningAgent agent, int inUse) =>
        Wait.UntilAsync($"{inUse} leases in use", async () => (await agent.ListLeasesAsync()).Count(static lease => lease.ReleasedAt is null) == inUse);

    private static AgentConfiguration Gateway(InteropLab lab, params string[] addresses) => Plan.Agent(lab.Network) with
    {
        RemoteAddress = null,
        Shards = 3,
        Children = [new AgentChild("net", ["10.1.0.0/16", "2001:db8:1::/48"], [])],
        More =
        [
            .. addresses.Select(static range => $"pool p address {range}"),
            "pool p netmask 255.255.255.0",
            "pool p dns 10.1.0.53",
            "pool p dns 2001:db8:1::53",
            "pool p nbns 10.1.0.54",
            "pool p subnet 10.1.0.0/16",
            "pool p subnet 2001:db8:1::/48",
            "vpn lab vip-pool p",
            "vpn lab ike-policy unique-sa never",
        ],
    };

    private static StrongSwanConnection Client(InteropLab lab, params string[] wanted) =>
        Plan.Peer(lab.Network) with { VirtualAddresses = wanted, Children = [Child("net")] };

    private static StrongSwanChild Child(string name) => new()
    {
        Name = name,
        LocalSelectors = ["dynamic"],
        RemoteSelectors = ["10.1.0.0/16", "2001:db8:1::/48"],
        Proposals = [Suites.AesGcm128.Esp],
    };

    private static AgentConfiguration Agent(InteropLab lab, params string[] wanted) => Plan.Agent(lab.Network) with
    {
        Children = [new AgentChild("net", [], ["10.2.0.0/16"])],
        More = [.. wanted.Select(static address => $"vpn lab vip-request {address}")],
    };

    private static StrongSwanConnection PeersGateway(InteropLab lab, params StrongSwanPool[] pools) => Plan.Peer(lab.Network) with
    {
        Pools = pools,
        Children =
        [
            new StrongSwanChild { Name = "net", LocalSelectors = ["10.2.0.0/16"], RemoteSelectors = ["dynamic"], Proposals = [Suites.AesGcm128.Esp] },
        ],
    };
}
