using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Boots a guest for the first test that wants it, and keeps it for the others.</summary>
/// <param name="name">Its name, for the namespace and the folder of its files.</param>
/// <param name="boot">Boots it: name of the namespace, folder.</param>
internal sealed class GuestKeeper<TGuest>(string name, Func<string, string, Task<TGuest>> boot) : IAsyncDisposable
    where TGuest : GuestMachine
{
    private readonly string _folder = Scratch.CreateFor(name);
    private Task<TGuest>? _guest;

    /// <summary>Begins a test: the guest has nothing of the last one any more.</summary>
    public async Task<GuestLab<TGuest>> OpenAsync(ITestOutputHelper output)
    {
        var guest = await (_guest ??= boot($"{LabNetwork.Prefix}{Environment.ProcessId}-{name}", _folder));
        await guest.ResetAsync();
        return new GuestLab<TGuest>(output, guest);
    }

    public async ValueTask DisposeAsync()
    {
        if (_guest is { IsCompletedSuccessfully: true })
        {
            await (await _guest).DisposeAsync();
        }

        Scratch.Remove(_folder);
    }
}

/// <summary>What one test starts beside a shared guest. Disposing ends it, prints what it said, and leaves the guest's SAs to the next test's reset.</summary>
internal sealed class GuestLab<TGuest> : IAsyncDisposable
    where TGuest : GuestMachine
{
    private static int s_count;

    private readonly ITestOutputHelper _output;
    private readonly Stack<(string Name, IAsyncDisposable Part, Func<string> Report, Func<Task<string>> Counters)> _parts = new();
    private readonly int _outputBefore;

    public GuestLab(ITestOutputHelper output, TGuest guest)
    {
        _output = output;
        Guest = guest;
        _outputBefore = guest.Output.Length;
        Folder = Scratch.CreateFor($"{typeof(TGuest).Name}-{Interlocked.Increment(ref s_count)}");
    }

    public TGuest Guest { get; }

    public string Folder { get; }

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
