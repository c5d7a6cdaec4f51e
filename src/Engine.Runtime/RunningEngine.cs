using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Sockets.Portable;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>One shard with everything that belongs to it.</summary>
internal sealed record ShardRuntime(ShardId Id, ShardInbox Inbox, ShardLoop Loop, IShardPorts Ports, IngressCounters Ingress, SystemRandomSource Random);

/// <summary>Everything that exists between start and stop: made at once, taken down in the opposite order.</summary>
internal sealed class RunningEngine
{
    private readonly OpenedListeners _sockets;
    private readonly IReadOnlyList<PortableReceiver> _receivers;
    private readonly CryptoJobPool _jobs;
    private readonly EngineEventPump _events;
    private readonly KeyLogWriter? _keyLog;
    private readonly OpenedTunnel? _tunnel;

    private RunningEngine(
        OpenedListeners sockets,
        IReadOnlyList<ShardRuntime> shards,
        IReadOnlyList<PortableReceiver> receivers,
        CryptoJobPool jobs,
        EngineEventPump events,
        KeyLogWriter? keyLog,
        OpenedTunnel? tunnel)
    {
        _sockets = sockets;
        Shards = shards;
        _receivers = receivers;
        _jobs = jobs;
        _events = events;
        _keyLog = keyLog;
        _tunnel = tunnel;
    }

    public IReadOnlyList<ShardRuntime> Shards { get; }

    public IReadOnlyList<IkeListener> Listeners => _sockets.Listeners;

    public static RunningEngine Start(
        EngineRuntimeOptions options,
        EngineHostServices services,
        EngineEventLog eventLog,
        TraceSwitches trace,
        ShardMap map,
        TunnelRegistry registry,
        PendingRequests requests,
        EngineClock clock,
        Action<ShardId, Exception> onFault)
    {
        var logger = services.Loggers.CreateLogger("MyIkev2.Runtime");
        var portable = options.PortableSockets || !OperatingSystem.IsLinux();

        // Portable sockets are shared by all shards; on Linux every shard has its own.
        var sockets = new ListenerOpener(options, logger).Open(portable ? 1 : map.ShardCount);
        KeyLogWriter? keyLog = null;
        OpenedTunnel? tunnel = null;
        try
        {
            tunnel = services is { DataPlane: null, TunDevice: null } ? TunnelStart.Open(options.Tunnel, map.ShardCount, portable, logger) : null;
            keyLog = options.KeyLogFile is { Length: > 0 } file ? new KeyLogWriter(file, logger) : null;
        }
        catch
        {
            tunnel?.Abandon();
            sockets.Dispose();
            throw;
        }

        List<IEngineEventSink> sinks = [eventLog, .. services.EventSinks];
        if (keyLog is not null)
        {
            sinks.Add(keyLog);
        }

        var events = new EngineEventPump(options.EventQueue, sinks, logger);
        var jobs = new CryptoJobPool(services.Crypto, options.EffectiveJobThreads, options.JobQueue, logger);
        var batches = new DatagramBatchPool();
        var ingress = new IngressCounters[map.ShardCount];
        var inboxes = new ShardInbox[map.ShardCount];
        for (var i = 0; i < map.ShardCount; i++)
        {
            ingress[i] = new IngressCounters();
            inboxes[i] = new ShardInbox(options.InboxDatagrams, options.InboxOctets, ingress[i]);
        }

        DatagramRouter RouterFor(int shard) => new(map, inboxes, ingress[shard], batches);

        var tun = services.TunDevice ?? tunnel?.Device;
        var routes = services.Routes ?? tunnel?.Routes ?? new NoRoutes();
        var engines = new IkeShard[map.ShardCount];
        var routing = new InnerPacketRouting(engines, map);
        var shards = new ShardRuntime[map.ShardCount];
        for (var i = 0; i < shards.Length; i++)
        {
            var id = new ShardId(i);
            IShardPorts ports = portable
                ? new PortableShardPorts(sockets.SocketsOf(0), sockets.Listeners, tun?.QueueOf(i), ingress[i], logger)
                : new LinuxShardPorts(sockets.SocketsOf(i), sockets.Listeners, tun?.QueueOf(i), ingress[i], logger);
            var random = new SystemRandomSource();
            var publisher = registry.Publisher(i);
            var output = new ShardOutput(ports, routes, inboxes, id, jobs, random, publisher, events, requests);
            var shard = new IkeShard(new ShardContext
            {
                Id = id,
                Map = map,
                Crypto = services.Crypto,
                Random = random,
                Output = output,
                DataPlane = services.DataPlane,
                Counters = publisher.Counters,
                Listeners = sockets.Listeners,
                SourceAddressFor = RouteLookup.SourceFor,
                ExportKeys = keyLog is not null,
                Trace = trace,
            });
            engines[i] = shard;
            var loop = new ShardLoop(shard, inboxes[i], ports, output, RouterFor(i), routing, ingress[i], clock, e => onFault(id, e));
            shards[i] = new ShardRuntime(id, inboxes[i], loop, ports, ingress[i], random);
        }

        IReadOnlyList<PortableReceiver> receivers = portable
            ? [.. sockets.Listeners.Select((listener, i) => new PortableReceiver(sockets.SocketsOf(0)[i], listener, RouterFor(0), logger))]
            : [];
        foreach (var shard in shards)
        {
            shard.Loop.Start();
        }

        foreach (var receiver in receivers)
        {
            receiver.Start();
        }

        foreach (var listener in sockets.Listeners)
        {
            RuntimeLog.Listening(logger, listener.Endpoint.ToString(), listener.HasNonEspMarker ? ", NAT traversal" : string.Empty);
        }

        RuntimeLog.Started(logger, shards.Length, options.EffectiveJobThreads, services.Crypto.Name);
        return new RunningEngine(sockets, shards, receivers, jobs, events, keyLog, tunnel);
    }

    public EngineHealth Health(long now) => new(
        true,
        TimeSpan.FromMilliseconds(Math.Max(0, Shards.Max(s => now - s.Loop.LastTurn))),
        Shards.Sum(static s => s.Inbox.DatagramCount),
        _jobs.Waiting,
        Shards.Sum(static s => s.Ingress.InboxDrops),
        Shards.Sum(static s => s.Ingress.SendFailures));

    /// <summary>Stops the intake, lets the shards finish their turn, and closes everything.</summary>
    public async Task StopAsync()
    {
        foreach (var receiver in _receivers)
        {
            receiver.Dispose();
        }

        // Jobs first: their results go to the shards, which clear what no SA wants any more.
        _jobs.Dispose();
        foreach (var shard in Shards)
        {
            shard.Loop.Stop();
        }

        foreach (var shard in Shards)
        {
            shard.Ports.Dispose();
            shard.Random.Dispose();
        }

        _sockets.Dispose();
        if (_tunnel is { } tunnel)
        {
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }

        await _events.DisposeAsync().ConfigureAwait(false);
        _keyLog?.Dispose();
    }
}
