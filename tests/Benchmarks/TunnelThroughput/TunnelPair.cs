using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Interop.Tests.Scenarios;

namespace MyIkev2.Benchmarks.TunnelThroughput;

/// <summary>Two daemons of one make in a network of their own, a tunnel between them, and something to send behind each.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class TunnelPair : IAsyncDisposable
{
    private const string Quiet = "filelog { main { default = -1 } }";

    private static readonly PingOptions Pings = new() { Count = 100, Interval = 0.005 };

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly LabNetwork _network;
    private int _sender;
    private int _receiver;

    private TunnelPair(string name, LabNetwork network)
    {
        Name = name;
        _network = network;
        _parts.Push(network);
    }

    public string Name { get; }

    public List<TunnelRound> Rounds { get; } = [];

    /// <summary>Starts both ends and the tunnel.</summary>
    /// <param name="number">Of the network; no two at a time may share one.</param>
    /// <param name="ours">Our agents, otherwise strongSwan's daemons.</param>
    /// <param name="suite">The tunnel's algorithms.</param>
    public static async Task<TunnelPair> StartAsync(int number, bool ours, Suite suite)
    {
        var pair = new TunnelPair(ours ? "ours" : "strongSwan", await LabNetwork.CreateAsync(number, Topology.Direct));
        try
        {
            await pair._network.AddInnerAddressesAsync();
            var folder = Scratch.CreateFor($"tunnel-{suite.Esp}-{number}");
            var plan = new TunnelPlan { Suites = [suite], UdpEncapsulation = true };
            await (ours ? pair.StartOursAsync(plan, folder) : pair.StartStrongSwanAsync(plan, folder));
            pair._parts.Push(await Iperf.StartServerAsync(pair._network.Peer));
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the link carries when nothing protects it.</summary>
    public async Task<double> BareMegabitsPerSecondAsync(int seconds) =>
        (await Iperf.RunAsync(_network.Agent, _network.Agent.Ipv4, _network.Peer.Ipv4, new IperfOptions { Seconds = seconds })).MegabitsPerSecond;

    /// <summary>One stream through the tunnel, not counted.</summary>
    public Task WarmUpAsync(int seconds) => LoadAsync(seconds);

    /// <summary>Round trips in milliseconds, of those that were answered.</summary>
    /// <param name="interval">Seconds between two requests; 0: each follows the answer to the one before.</param>
    /// <param name="count">Requests.</param>
    public async Task<IReadOnlyList<double>> PingAsync(double interval, int count)
    {
        var options = new PingOptions { Count = count, Interval = interval };
        var pings = await Ping.RunAsync(_network.Agent, _network.Agent.InnerIpv4, _network.Peer.InnerIpv4, options);
        var times = TimePattern().Matches(pings.Output).Select(static match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        return times.Count > 0 ? times : throw new LabException($"{Name}: no ping was answered\n{pings.Output}");
    }

    public async Task MeasureAsync(int seconds)
    {
        var pings = await Ping.RunAsync(_network.Agent, _network.Agent.InnerIpv4, _network.Peer.InnerIpv4, Pings);
        if (pings.RoundTrip is not { } roundTrip)
        {
            throw new LabException($"{Name}: no ping was answered\n{pings.Output}");
        }

        var (sender, receiver) = (ProcessCost.Of(_sender), ProcessCost.Of(_receiver));
        var moved = await LoadAsync(seconds);
        var gigabytes = moved.ReceivedOctets / 1e9;
        Rounds.Add(new TunnelRound(
            moved.MegabitsPerSecond,
            (ProcessCost.Of(_sender) - sender).TotalSeconds / gigabytes,
            (ProcessCost.Of(_receiver) - receiver).TotalSeconds / gigabytes,
            roundTrip.Minimum,
            roundTrip.Average,
            pings.Sent - pings.Received));
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task<IperfReport> LoadAsync(int seconds)
    {
        var moved = await Iperf.RunAsync(_network.Agent, _network.Agent.InnerIpv4, _network.Peer.InnerIpv4, new IperfOptions { Seconds = seconds });
        return moved.ReceivedOctets > 0 ? moved : throw new LabException($"{Name}: nothing went through the tunnel");
    }

    private async Task StartOursAsync(TunnelPlan plan, string folder)
    {
        var (here, there) = (_network.Agent, _network.Peer);
        var answering = await RunningAgent.StartAsync(
            there, Path.Combine(folder, "b"), plan.SecondAgent(there, here.Ipv4) with { NeedsTunnelDevice = true });
        _parts.Push(answering);
        var initiating = await RunningAgent.StartAsync(here, Path.Combine(folder, "a"), plan.Agent(here, there.Ipv4) with { NeedsTunnelDevice = true });
        _parts.Push(initiating);
        await initiating.InitiateAsync("net");
        await answering.WaitForTunnelAsync();
        (_sender, _receiver) = (initiating.ProcessId, answering.ProcessId);
    }

    private async Task StartStrongSwanAsync(TunnelPlan plan, string folder)
    {
        var (here, there) = (_network.Agent, _network.Peer);
        var answering = await StrongSwan.StartAsync(there, Path.Combine(folder, "b"), Quiet, StrongSwanDataPlane.Libipsec);
        _parts.Push(answering);
        await answering.LoadAsync(plan.Peer(there, here.Ipv4));
        var initiating = await StrongSwan.StartAsync(here, Path.Combine(folder, "a"), Quiet, StrongSwanDataPlane.Libipsec);
        _parts.Push(initiating);
        await initiating.LoadAsync(plan.Mirror(here, there.Ipv4));
        await initiating.InitiateAsync("net");
        await answering.WaitForTunnelAsync();
        (_sender, _receiver) = (initiating.ProcessId, answering.ProcessId);
    }

    [GeneratedRegex(" time=([0-9.]+) ms")]
    private static partial Regex TimePattern();
}
