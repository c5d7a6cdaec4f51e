using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>Starts an engine. Throws when its ports or its device cannot be had.</summary>
internal delegate RunningEngine EngineStarter(EngineRuntimeOptions options, EngineHostServices services, SessionTable? sessions, EnginePlace place);

/// <summary>
/// The engines of a host: the one of vrf main, which is there from start to stop, and one for each other VRF that is configured. Members that change
/// something are called under the host's lock.
/// </summary>
internal sealed class EngineFleet
{
    // How soon a VRF whose namespace was missing is served when it is there.
    private static readonly TimeSpan RetryMissing = TimeSpan.FromSeconds(2);

    private readonly EngineRuntimeOptions _options;
    private readonly EngineHostServices _services;
    private readonly TunnelRegistry _registry;
    private readonly PendingRequests _requests;
    private readonly EngineStarter _start;
    private readonly Func<RunningEngine, PendingRequest, Task> _settle;
    private readonly Func<RunningEngine, Task> _closeAll;
    private readonly Lock _lifecycle;
    private readonly VrfEngines _others;
    private readonly Leftovers _leftovers = new();
    private readonly ITimer _missing;
    private bool _ended;

    /// <param name="options">Options of the host.</param>
    /// <param name="services">What engines stand on.</param>
    /// <param name="registry">Where they publish.</param>
    /// <param name="requests">What their shards answer.</param>
    /// <param name="start">Starts one.</param>
    /// <param name="settle">Completes when all shards have a configuration and their routes stand.</param>
    /// <param name="closeAll">Says goodbye to all peers of one.</param>
    /// <param name="map">The shards of main.</param>
    /// <param name="key">Keys for the maps of the others.</param>
    /// <param name="lifecycle">The host's lock.</param>
    /// <param name="logger">The host's log.</param>
    public EngineFleet(
        EngineRuntimeOptions options,
        EngineHostServices services,
        TunnelRegistry registry,
        PendingRequests requests,
        EngineStarter start,
        Func<RunningEngine, PendingRequest, Task> settle,
        Func<RunningEngine, Task> closeAll,
        ShardMap map,
        Func<ulong> key,
        Lock lifecycle,
        ILogger logger)
    {
        _options = options;
        _services = services;
        _registry = registry;
        _requests = requests;
        _start = start;
        _settle = settle;
        _closeAll = closeAll;
        _lifecycle = lifecycle;
        Main = new StackEngine(VrfConfiguration.Main, static _ => NumberRange.Main) { Map = map, Routing = new CommandRouting(map, registry), IsWanted = true };
        _others = new VrfEngines(registry, options.VrfShardCount, key, logger);
        _missing = services.Time.CreateTimer(_ => StartMissing(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        PublishStacks();
    }

    public StackEngine Main { get; }

    /// <summary>Main first. Any thread.</summary>
    public IEnumerable<StackEngine> Stacks => _others.All.Prepend(Main);

    /// <summary>Starts main, without its configuration yet.</summary>
    public RunningEngine StartMain(IReadOnlyList<VrfConfiguration> vrfs, SessionTable? sessions)
    {
        Main.TunnelRouting = MainOf(vrfs).Routing;
        var place = new EnginePlace(Main.Vrf, null, _options.Tunnel.For(Main.Vrf, Main.TunnelRouting), _leftovers, Main.Map, FirstShard: 0);
        return Main.Running = _start(_options, _services, sessions, place);
    }

    /// <summary>Starts, changes and ends engines as these VRFs say. The task completes when that is done.</summary>
    public Task Apply(IReadOnlyList<VrfConfiguration> vrfs, out int changed)
    {
        var others = vrfs.Where(static vrf => vrf.Vrf != VrfConfiguration.Main).ToList();
        var ending = _others.Want(others);
        foreach (var (stack, running) in ending)
        {
            _others.Stop(stack, running, _closeAll);
        }

        var tasks = ending.Select(static one => one.Stack.Stopping).ToList();
        changed = Apply(Main, MainOf(vrfs), tasks);
        foreach (var vrf in others)
        {
            if (_others.Find(vrf.Vrf) is { } stack)
            {
                changed += Apply(stack, vrf, tasks);
            }
        }

        WatchMissing();
        return Task.WhenAll(tasks);
    }

    /// <summary>Tells monitors of the VRFs and their sockets.</summary>
    public void Publish()
    {
        PublishStacks();
        _registry.SetListeners([.. Stacks.SelectMany(static stack => stack.Running?.Sockets ?? [])]);
    }

    /// <summary>No VRF starts any more.</summary>
    public async Task EndWatchAsync()
    {
        lock (_lifecycle)
        {
            _ended = true;
        }

        await _missing.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends these engines, whose peers have heard of it.</summary>
    public async Task StopAsync(IReadOnlyList<StackEngine> stacks)
    {
        // One that was ending by itself is not ended twice.
        await Task.WhenAll(_others.All.Select(static stack => stack.Stopping)).ConfigureAwait(false);
        var running = stacks.Select(static stack => (Stack: stack, stack.Running)).Where(static one => one.Running is not null).ToList();
        running.ForEach(static one => one.Stack.Running = null);
        PublishStacks();
        _registry.SetListeners([.. _registry.Capture().Sockets.Select(static listener => listener with { IsUp = false })]);
        foreach (var (stack, engine) in running)
        {
            await engine!.StopAsync().ConfigureAwait(false);
            stack.Namespace?.Dispose();
        }
    }

    /// <summary>Gives a VRF its configuration, and starts it if it does not run. Returns how many vpns are new or changed.</summary>
    private int Apply(StackEngine stack, VrfConfiguration wanted, List<Task> tasks)
    {
        var before = stack.Configuration;
        stack.Configuration = wanted.Engine;
        if (stack.Running is not { } running || !stack.Stopping.IsCompleted)
        {
            stack.TunnelRouting = wanted.Routing;
            return TryStart(stack) ? Configure(stack, EngineConfiguration.Empty, tasks) : 0;
        }

        if (stack.TunnelRouting != wanted.Routing)
        {
            stack.TunnelRouting = wanted.Routing;
            running.Routes.Configure(wanted.Routing.Over(_options.Tunnel));
        }

        return Configure(stack, before, tasks);
    }

    private int Configure(StackEngine stack, EngineConfiguration before, List<Task> tasks)
    {
        tasks.Add(_settle(stack.Running!, stack.Apply(before, _requests, out var changed)));
        return changed;
    }

    private bool TryStart(StackEngine stack)
    {
        // Devices, sessions and addresses of the device are those of main.
        var services = _services with { TunDevice = null, Routes = null };
        return _others.TryStart(
            stack, _options.Tunnel.For(stack.Vrf, stack.TunnelRouting), _leftovers, place => _start(_options.For(stack.Vrf), services, null, place));
    }

    private void StartMissing()
    {
        lock (_lifecycle)
        {
            if (_ended)
            {
                return;
            }

            var tasks = new List<Task>();
            foreach (var stack in _others.Missing.ToList())
            {
                if (TryStart(stack))
                {
                    _ = Configure(stack, EngineConfiguration.Empty, tasks);
                    Publish();
                }
            }

            WatchMissing();
        }
    }

    private void WatchMissing() => _missing.Change(_others.AnyMissing ? RetryMissing : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void PublishStacks() => _registry.SetStacks(
        [.. Stacks.Where(static stack => stack.IsWanted).Select(static stack => StackFacts.Of(stack.Vrf, stack.Running?.Listeners, stack.Configuration))]);

    private static VrfConfiguration MainOf(IReadOnlyList<VrfConfiguration> vrfs) =>
        vrfs.FirstOrDefault(static vrf => vrf.Vrf == VrfConfiguration.Main) ?? VrfConfiguration.OfMain(EngineConfiguration.Empty);
}
