using System.Globalization;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>How the two hosts are joined.</summary>
internal enum Topology
{
    /// <summary>One link, both families.</summary>
    Direct,

    /// <summary>The agent's host is behind a NAT that changes addresses and ports.</summary>
    AgentBehindNat,

    /// <summary>The peer's host is behind it.</summary>
    PeerBehindNat,
}

/// <summary>
/// Two hosts, and a router between them when a NAT is asked for, as network namespaces of this test alone. The names carry the test
/// process's number, so that leftovers of a killed run are recognised and removed by the next one.
/// </summary>
internal sealed class LabNetwork : IAsyncDisposable
{
    internal const string Prefix = "myikev2-";

    private static readonly Lazy<Task> LeftoversRemoved = new(RemoveLeftoversAsync);

    private readonly List<string> _namespaces = [];
    private readonly Topology _topology;

    private LabNetwork(string id, Topology topology)
    {
        _topology = topology;
        var isAgentInside = topology == Topology.AgentBehindNat;
        var isPeerInside = topology == Topology.PeerBehindNat;
        Agent = new LabNamespace(id + "-agent", isAgentInside ? "172.16.0.1" : "192.0.2.1", "2001:db8::1", "10.1.0.1", "2001:db8:1::1");
        Peer = new LabNamespace(id + "-peer", isPeerInside ? "172.16.0.1" : "192.0.2.2", "2001:db8::2", "10.2.0.1", "2001:db8:2::1");
        Router = topology == Topology.Direct ? null : new LabNamespace(id + "-router", "192.0.2.254", "", "", "");
        _namespaces.AddRange([Agent.Name, Peer.Name]);
        if (Router is not null)
        {
            _namespaces.Add(Router.Name);
        }
    }

    public LabNamespace Agent { get; }

    public LabNamespace Peer { get; }

    /// <summary>The NAT; its outer address is <see cref="LabNamespace.Ipv4"/>.</summary>
    public LabNamespace? Router { get; }

    /// <summary>Where the agent has to send to.</summary>
    public string PeerAsSeenByAgent => _topology == Topology.PeerBehindNat ? Router!.Ipv4 : Peer.Ipv4;

    /// <summary>Where the peer's packets from the agent come from.</summary>
    public string AgentAsSeenByPeer => _topology == Topology.AgentBehindNat ? Router!.Ipv4 : Agent.Ipv4;

    public static async Task<LabNetwork> CreateAsync(int number, Topology topology)
    {
        await LeftoversRemoved.Value;
        var network = new LabNetwork($"{Prefix}{Environment.ProcessId}-{number}", topology);
        var script = network.Router is { } router
            ? NatScript(network, router, topology)
            : DirectScript(network);
        var outcome = await Command.TryRunAsync("sh", ["-e"], script);
        if (!outcome.Succeeded)
        {
            await network.DisposeAsync();
            throw new LabException($"network set-up: {outcome}\n{script}");
        }

        return network;
    }

    /// <summary>Gives both hosts their inner addresses: what stands for the networks behind them.</summary>
    public async Task AddInnerAddressesAsync()
    {
        foreach (var host in new[] { Agent, Peer })
        {
            await Command.RunAsync("ip", "-n", host.Name, "addr", "add", host.InnerIpv4 + "/32", "dev", "lo");
            await Command.RunAsync("ip", "-n", host.Name, "addr", "add", host.InnerIpv6 + "/128", "dev", "lo", "nodad");
        }
    }

    /// <summary>Joins the hosts by a second link, <c>wan1</c>; the addresses are the agent's and the peer's on it.</summary>
    public async Task<(string Agent, string Peer)> AddSecondLinkAsync()
    {
        const string OfAgent = "198.51.100.1";
        const string OfPeer = "198.51.100.2";
        var outcome = await Command.TryRunAsync("sh", ["-e"], $"""
            {Link(Agent, "wan1", Peer, "wan1")}
            {Address(Agent, OfAgent + "/24", "wan1")}
            {Address(Peer, OfPeer + "/24", "wan1")}
            for host in {Agent.Name} {Peer.Name}; do ip netns exec $host sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done'; done
            """);
        return outcome.Succeeded ? (OfAgent, OfPeer) : throw new LabException(outcome.ToString());
    }

    /// <summary>Switches a link of a host off: its routes go, and the other end loses its carrier.</summary>
    public static Task CutAsync(LabNamespace host, string link = "wan0") => Command.RunAsync("ip", "-n", host.Name, "link", "set", link, "down");

    /// <summary>Gives the router another outer address: every mapping of its NAT is gone.</summary>
    public async Task MoveRouterAsync(string address)
    {
        await Command.RunAsync("ip", "-n", Router!.Name, "addr", "del", Router.Ipv4 + "/24", "dev", Router.Interface);
        await Command.RunAsync("ip", "-n", Router.Name, "addr", "add", address + "/24", "dev", Router.Interface);
    }

    /// <summary>
    /// Takes a host all its addresses on the first link, of both families: one that stays would be a way as good as the second link. The other
    /// host does not notice.
    /// </summary>
    public static Task RemoveAddressesAsync(LabNamespace host) =>
        Command.RunAsync("ip", "-n", host.Name, "addr", "flush", "dev", host.Interface, "scope", "global");

    /// <summary>Makes every address of a prefix one of the agent's host, and known to the peer's: a client of many tunnels has one for each.</summary>
    public async Task AddClientAddressesAsync(string prefix)
    {
        await Command.RunAsync("ip", "-n", Agent.Name, "route", "add", "local", prefix, "dev", "lo");
        await Command.RunAsync("ip", "-n", Peer.Name, "route", "add", prefix, "via", Agent.Ipv4);
    }

    /// <summary>Gives the agent's host a second name.</summary>
    public async Task NameAgentAsync(string name)
    {
        _namespaces.Add(name);
        await Command.RunAsync("sh", "-ec", $"touch /run/netns/{name}; mount --bind /run/netns/{Agent.Name} /run/netns/{name}");
    }

    /// <summary>Changes the size of the largest packet on every link.</summary>
    public async Task SetMtuAsync(int octets)
    {
        foreach (var host in new[] { Agent, Peer }.Concat(Router is null ? [] : [Router]))
        {
            foreach (var link in host == Router ? new[] { "wan0", "lan0" } : [host.Interface])
            {
                await Command.RunAsync("ip", "-n", host.Name, "link", "set", link, "mtu", octets.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _namespaces)
        {
            await RemoveAsync(name);
        }
    }

    private static string DirectScript(LabNetwork network) =>
        $"""
        {Host(network.Agent)}
        {Host(network.Peer)}
        {Link(network.Agent, "wan0", network.Peer, "wan0")}
        {Address(network.Agent, network.Agent.Ipv4 + "/24")}
        {Address(network.Peer, network.Peer.Ipv4 + "/24")}
        {Address(network.Agent, network.Agent.Ipv6 + "/64 nodad")}
        {Address(network.Peer, network.Peer.Ipv6 + "/64 nodad")}
        """;

    private static string NatScript(LabNetwork network, LabNamespace router, Topology topology)
    {
        var (inside, outside) = topology == Topology.AgentBehindNat ? (network.Agent, network.Peer) : (network.Peer, network.Agent);

        // A responder behind a NAT needs its ports forwarded, or nobody could reach it first.
        var forward = topology == Topology.PeerBehindNat ? $"iifname wan0 udp dport {{ 500, 4500 }} dnat to {inside.Ipv4}" : "";
        return $$"""
            {{Host(inside)}}
            {{Host(outside)}}
            {{Host(router)}}
            {{Link(inside, "wan0", router, "lan0")}}
            {{Link(outside, "wan0", router, "wan0")}}
            {{Address(inside, inside.Ipv4 + "/24")}}
            {{Address(outside, outside.Ipv4 + "/24")}}
            {{Address(router, "172.16.0.254/24", "lan0")}}
            {{Address(router, router.Ipv4 + "/24")}}
            ip -n {{inside.Name}} route add default via 172.16.0.254
            ip netns exec {{router.Name}} nft -f - <<'END'
            table ip nat {
              chain in { type nat hook prerouting priority dstnat; {{forward}}
              }
              chain out { type nat hook postrouting priority srcnat; oifname wan0 meta l4proto udp masquerade to :20000-30000 random
              }
            }
            END
            """;
    }

    private static string Host(LabNamespace host) =>
        $"""
        ip netns add {host.Name}
        ip netns exec {host.Name} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done'
        ip -n {host.Name} link set lo up
        """;

    private static string Link(LabNamespace one, string oneEnd, LabNamespace other, string otherEnd) =>
        $"""
        ip link add {oneEnd} netns {one.Name} type veth peer name {otherEnd} netns {other.Name}
        ip -n {one.Name} link set {oneEnd} up
        ip -n {other.Name} link set {otherEnd} up
        """;

    private static string Address(LabNamespace host, string address, string device = "wan0") =>
        $"ip -n {host.Name} addr add {address} dev {device}";

    private static async Task RemoveLeftoversAsync()
    {
        foreach (var line in (await Command.RunAsync("ip", "netns", "list")).Split('\n'))
        {
            var name = line.Split(' ')[0];
            if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && int.TryParse(name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out var owner)
                && !Directory.Exists($"/proc/{owner}"))
            {
                await RemoveAsync(name);
            }
        }
    }

    // Processes inside are ours by construction: nobody else knows the name.
    internal static async Task RemoveAsync(string name)
    {
        var inside = await Command.TryRunAsync("ip", ["netns", "pids", name]);
        foreach (var process in inside.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await Command.TryRunAsync("kill", ["-KILL", process]);
        }

        await Command.TryRunAsync("ip", ["netns", "del", name]);
    }
}
