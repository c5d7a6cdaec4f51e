using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Interop.Tests.Scenarios;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>
/// Everything one test starts: a network, daemons, captures. Disposing ends them in reverse order and prints what each of them said,
/// which the runner shows when the test failed.
/// </summary>
internal sealed class InteropLab : IAsyncDisposable
{
    private static int s_count;

    private readonly ITestOutputHelper _output;
    private readonly Stack<(string Name, IAsyncDisposable Part, Func<string> Report, Func<Task<string>>? Counters)> _parts = new();

    private InteropLab(ITestOutputHelper output, LabNetwork network, string folder)
    {
        _output = output;
        Network = network;
        Folder = folder;
    }

    public LabNetwork Network { get; }

    /// <summary>Files of this test.</summary>
    public string Folder { get; }

    public static async Task<InteropLab> CreateAsync(ITestOutputHelper output, Topology topology = Topology.Direct)
    {
        var number = Interlocked.Increment(ref s_count);
        var network = await LabNetwork.CreateAsync(number, topology);
        return new InteropLab(output, network, Scratch.CreateFor(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>A lab whose hosts have something to protect: their inner addresses.</summary>
    public static async Task<InteropLab> CreateWithTrafficAsync(ITestOutputHelper output, Topology topology = Topology.Direct)
    {
        var lab = await CreateAsync(output, topology);
        try
        {
            await lab.Network.AddInnerAddressesAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Two more hosts with the same addresses, apart from the first two; with inner addresses.</summary>
    public async Task<LabNetwork> AddNetworkAsync()
    {
        var network = await LabNetwork.CreateAsync(Interlocked.Increment(ref s_count), Topology.Direct);
        Add("network", network, static () => "");
        await network.AddInnerAddressesAsync();
        return network;
    }

    /// <summary>strongSwan on the peer's host, with its connection loaded.</summary>
    public Task<StrongSwan> StartPeerAsync(StrongSwanConnection connection, string options = "", StrongSwanDataPlane dataPlane = StrongSwanDataPlane.Stub) =>
        StartStrongSwanAsync(Network.Peer, "peer", connection, options, dataPlane);

    /// <summary>The agent on its host.</summary>
    public Task<RunningAgent> StartAgentAsync(AgentConfiguration configuration, params string[] arguments) =>
        StartAgentAsync(Network.Agent, "agent", configuration, arguments);

    /// <summary>The agent on any host.</summary>
    public async Task<RunningAgent> StartAgentAsync(LabNamespace host, string name, AgentConfiguration configuration, params string[] arguments)
    {
        var agent = await RunningAgent.StartAsync(host, Path.Combine(Folder, name), configuration, arguments);
        Add(name, agent, () => agent.Log, agent.DescribeCountersAsync);
        return agent;
    }

    /// <summary>Both ends of a plan.</summary>
    public async Task<(RunningAgent Agent, StrongSwan Peer)> StartBothAsync(TunnelPlan plan)
    {
        var peer = await StartPeerAsync(plan.Peer(Network));
        return (await StartAgentAsync(plan.Agent(Network)), peer);
    }

    /// <summary>Both ends of a plan, both carrying packets, with an iperf3 server behind the peer.</summary>
    /// <param name="plan">What they agree on.</param>
    /// <param name="change">What the agent shall have besides.</param>
    /// <param name="arguments">More arguments of its run command.</param>
    public async Task<(RunningAgent Agent, StrongSwan Peer)> StartCarryingAsync(
        TunnelPlan plan, Func<AgentConfiguration, AgentConfiguration>? change = null, params string[] arguments)
    {
        var peer = await StartPeerAsync(plan.Peer(Network), dataPlane: StrongSwanDataPlane.Libipsec);
        await StartIperfServerAsync(Network.Peer);
        var configuration = plan.Agent(Network) with { NeedsTunnelDevice = true };
        return (await StartAgentAsync(change?.Invoke(configuration) ?? configuration, arguments), peer);
    }

    public async Task<StrongSwan> StartStrongSwanAsync(
        LabNamespace host, string name, StrongSwanConnection connection, string options = "", StrongSwanDataPlane dataPlane = StrongSwanDataPlane.Stub)
    {
        var daemon = await StrongSwan.StartAsync(host, Path.Combine(Folder, name), options, dataPlane);
        Add(name, daemon, () => daemon.Log, daemon.DescribeCountersAsync);
        await daemon.LoadAsync(connection);
        return daemon;
    }

    /// <summary>libreswan on the peer's host.</summary>
    public async Task<Libreswan> StartLibreswanAsync(LibreswanConnection connection)
    {
        var daemon = await Libreswan.StartAsync(Network.Peer, Path.Combine(Folder, "libreswan"), connection);
        Add("libreswan", daemon, () => daemon.Log);
        return daemon;
    }

    /// <summary>An iperf3 server on a host, for as many measurements as the test makes, one after another.</summary>
    public async Task StartIperfServerAsync(LabNamespace host)
    {
        var server = await Iperf.StartServerAsync(host);
        Add("iperf3", server, () => server.Output);
    }

    /// <summary>Ties something to the test's end.</summary>
    /// <param name="name">Heading of its report.</param>
    /// <param name="part">What to dispose of.</param>
    /// <param name="report">What it has to say when all is over.</param>
    /// <param name="counters">What it counted, asked while it still lives.</param>
    public void Add(string name, IAsyncDisposable part, Func<string> report, Func<Task<string>>? counters = null) =>
        _parts.Push((name, part, report, counters));

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, _, _, counters) in _parts)
        {
            if (counters is not null)
            {
                _output.WriteLine($"---- {name} counted\n{await counters()}");
            }
        }

        foreach (var (name, part, report, _) in _parts)
        {
            await part.DisposeAsync();
            _output.WriteLine($"---- {name}\n{report()}");
        }

        await Network.DisposeAsync();
        Scratch.Remove(Folder);
    }
}
