using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The tests that share the guest; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class KernelEspCollection : ICollectionFixture<KernelEspFixture>
{
    public const string Name = "Kernel ESP";
}

/// <summary>One guest for all of them, booted by the first.</summary>
public sealed class KernelEspFixture : IAsyncLifetime
{
    private readonly string _folder = Scratch.CreateFor("guest");
    private readonly Lazy<Task<KernelEspGuest>> _guest;

    public KernelEspFixture() =>
        _guest = new(() => KernelEspGuest.BootAsync($"{LabNetwork.Prefix}{Environment.ProcessId}-guest", _folder));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_guest is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _guest.Value).DisposeAsync();
        }

        Scratch.Remove(_folder);
    }

    internal Task<KernelEspGuest> GuestAsync() => _guest.Value;
}

/// <summary>What one test starts beside the shared guest. Disposing ends it, prints what it said, and leaves the guest's SAs to the next test's reset.</summary>
internal sealed class GuestLab : IAsyncDisposable
{
    private static int s_count;

    private readonly ITestOutputHelper _output;
    private readonly Stack<(string Name, IAsyncDisposable Part, Func<string> Report, Func<Task<string>> Counters)> _parts = new();
    private readonly int _outputBefore;

    private GuestLab(ITestOutputHelper output, KernelEspGuest guest)
    {
        _output = output;
        Guest = guest;
        _outputBefore = guest.Output.Length;
        Folder = Scratch.CreateFor($"guest-{Interlocked.Increment(ref s_count)}");
    }

    public KernelEspGuest Guest { get; }

    public string Folder { get; }

    public static async Task<GuestLab> OpenAsync(KernelEspFixture fixture, ITestOutputHelper output)
    {
        var guest = await fixture.GuestAsync();
        await guest.ResetAsync();
        return new GuestLab(output, guest);
    }

    /// <summary>The agent on the host beside the guest.</summary>
    public async Task<RunningAgent> StartAgentAsync(AgentConfiguration configuration, params string[] arguments)
    {
        var agent = await RunningAgent.StartAsync(Guest.AgentHost, Path.Combine(Folder, "agent"), configuration, arguments);
        _parts.Push(("agent", agent, () => agent.Log, agent.DescribeCountersAsync));
        return agent;
    }

    /// <summary>strongSwan with its userspace data plane in the agent's place.</summary>
    public async Task<StrongSwan> StartStrongSwanAsync(StrongSwanConnection connection)
    {
        var daemon = await StrongSwan.StartAsync(Guest.AgentHost, Path.Combine(Folder, "charon"), dataPlane: StrongSwanDataPlane.Libipsec);
        _parts.Push(("strongSwan", daemon, () => daemon.Log, daemon.DescribeCountersAsync));
        await daemon.LoadAsync(connection);
        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        var kernel = await Guest.TryRunAsync("sh", ["-c", "ip -s xfrm state; grep -v ' 0$' /proc/net/xfrm_stat"]);
        foreach (var (name, _, _, counters) in _parts)
        {
            _output.WriteLine($"---- {name} counted\n{await counters()}");
        }

        _output.WriteLine($"---- guest's kernel\n{kernel.Output}");
        foreach (var (name, part, report, _) in _parts)
        {
            await part.DisposeAsync();
            _output.WriteLine($"---- {name}\n{report()}");
        }

        _output.WriteLine($"---- guest\n{Guest.Output[_outputBefore..]}");
        Scratch.Remove(Folder);
    }
}
