using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>
/// The engines of the VRFs beside main, each in its network namespace. One that cannot start (its namespace is not there yet, its ports are taken) is tried
/// again for as long as it is configured; the others run on. All members but <see cref="All"/> are called under the host's lock.
/// </summary>
internal sealed class VrfEngines(TunnelRegistry registry, int shards, Func<ulong> key, ILogger logger)
{
    private ImmutableArray<StackEngine> _all = [];

    /// <summary>Every VRF that is, or was, configured.</summary>
    public ImmutableArray<StackEngine> All => _all;

    /// <summary>Some are configured and do not run.</summary>
    public bool AnyMissing => Missing.Any();

    /// <summary>Those that are configured and do not run, or are still ending.</summary>
    public IEnumerable<StackEngine> Missing => _all.Where(static stack => stack.IsWanted && (stack.Running is null || !stack.Stopping.IsCompleted));

    /// <summary>What is configured now. Returns the engines that must end, with their VRFs.</summary>
    public List<(StackEngine Stack, RunningEngine Running)> Want(IReadOnlyList<VrfConfiguration> wanted)
    {
        foreach (var vrf in wanted)
        {
            if (Find(vrf.Vrf) is { } stack)
            {
                stack.IsWanted = true;
            }
            else
            {
                Add(vrf.Vrf);
            }
        }

        var ending = new List<(StackEngine Stack, RunningEngine Running)>();
        foreach (var stack in _all.Where(stack => !wanted.Any(vrf => vrf.Vrf == stack.Vrf)))
        {
            stack.IsWanted = false;
            stack.Problem = null;
            if (stack.Running is { } running)
            {
                ending.Add((stack, running));
            }
        }

        return ending;
    }

    public StackEngine? Find(string vrf) => _all.FirstOrDefault(stack => stack.Vrf == vrf);

    /// <summary>Starts one that is not running, if that can be; what hinders it is said once.</summary>
    public bool TryStart(StackEngine stack, TunnelOptions tunnel, Leftovers leftovers, Func<EnginePlace, RunningEngine> start)
    {
        // Its ports are free only when its predecessor is gone.
        if (!stack.Stopping.IsCompleted)
        {
            return false;
        }

        NetworkNamespace? space = null;
        try
        {
            space = NetworkNamespace.Open(stack.Vrf);
            stack.Renew(registry, shards, key());
            stack.Running = start(new EnginePlace(stack.Vrf, space, tunnel, leftovers, stack.Map, stack.FirstShard));
            stack.Namespace = space;
            stack.Problem = null;
            RuntimeLog.VrfStarted(logger, stack.Vrf);
            return true;
        }
        catch (Exception e) when (e is VrfException or ListenException or TunnelDeviceException or IOException or UnauthorizedAccessException)
        {
            space?.Dispose();
            if (stack.Problem != e.Message)
            {
                stack.Problem = e.Message;
                RuntimeLog.VrfMissing(logger, stack.Vrf, e.Message);
            }

            return false;
        }
    }

    /// <summary>Ends one, which peers hear from <paramref name="closeAll"/>; what it counted stays counted.</summary>
    public void Stop(StackEngine stack, RunningEngine running, Func<RunningEngine, Task> closeAll)
    {
        var (first, count, space) = (stack.FirstShard, stack.Map.ShardCount, stack.Namespace);
        stack.Stopping = Task.Run(async () =>
        {
            await closeAll(running).ConfigureAwait(false);
            stack.Running = null;
            await running.StopAsync().ConfigureAwait(false);
            registry.RetireShards(first, count);
            space?.Dispose();
            RuntimeLog.VrfStopped(logger, stack.Vrf);
        });
    }

    private void Add(string vrf)
    {
        var index = _all.Length;
        if (index >= NumberRange.Others)
        {
            RuntimeLog.VrfMissing(logger, vrf, $"a process serves at most {NumberRange.Others} beside main, those counted that were configured before: restart the service");
            return;
        }

        var map = new ShardMap(shards, key(), NumberRange.Other(index, 0));
        _all = _all.Add(new StackEngine(vrf, epoch => NumberRange.Other(index, epoch)) { Map = map, Routing = new CommandRouting(map, registry), IsWanted = true });
    }
}
