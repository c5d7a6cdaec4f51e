using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Runtime.Polling;
using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Engine.Runtime.Revocation;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Sockets.Portable;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>One shard with everything that belongs to it.</summary>
internal sealed record ShardRuntime(ShardId Id, ShardInbox Inbox, ShardLoop Loop, IShardPorts Ports, IngressCounters Ingress, SystemRandomSource Random);

/// <summary>Everything that exists between start and stop: made at once, taken down in the opposite order.</summary>
internal sealed class RunningEngine
{
    private readonly OpenedPorts _ports;
    private readonly IReadOnlyList<PortableReceiver> _receivers;
    private readonly CryptoJobPool _jobs;
    private readonly RevocationService _revocation;
    private readonly RadiusService _radius;
    private readonly EngineEventPump _events;
    private readonly KeyLogWriter? _keyLog;
    private readonly INetworkWatch? _network;
    private readonly int _settingsThreads;

    private RunningEngine(
        OpenedPorts ports,
        IRouteSink routes,
        IReadOnlyList<ShardRuntime> shards,
        IReadOnlyList<PortableReceiver> receivers,
        CryptoJobPool jobs,
        RevocationService revocation,
        RadiusService radius,
        EngineEventPump events,
        KeyLogWriter? keyLog,
        INetworkWatch? network,
        int settingsThreads)
    {
        _ports = ports;
        Routes = routes;
        Shards = shards;
        _receivers = receivers;
        _jobs = jobs;
        _revocation = revocation;
        _radius = radius;
        _events = events;
        _keyLog = keyLog;
        _network = network;
        _settingsThreads = settingsThreads;
    }

    /// <summary>Takes the shards' wishes for routes.</summary>
    public IRouteSink Routes { get; }

    public IReadOnlyList<ShardRuntime> Shards { get; }

    /// <summary>Its sockets, for monitors.</summary>
    public required IReadOnlyList<ListenerInfo> Sockets { get; init; }

    public IReadOnlyList<IkeListener> Listeners => _ports.Listeners;

    /// <summary>Name of the tunnel device; null without one.</summary>
    public string? DeviceName => _ports.DeviceName;

    public static RunningEngine Start(
        EngineRuntimeOptions options,
        EnginePlace place,
        EngineHostServices services,
        EngineEventLog eventLog,
        TraceSwitches trace,
        TunnelRegistry registry,
        PendingRequests requests,
        SessionTable? sessions,
        EngineClock clock,
        Action<ShardId, Exception> onFault)
    {
        var logger = services.Loggers.CreateLogger("MyIkev2.Runtime");
        var map = place.Map;
        IShardPublisher PublisherOf(int shard) => registry.Publisher(place.FirstShard + shard);

        var ports = place.Run(() => OpenedPorts.Open(options, place, services, map.ShardCount, logger));
        KeyLogWriter? keyLog = null;
        try
        {
            keyLog = options.KeyLogFile is { Length: > 0 } file ? new KeyLogWriter(file, logger) : null;
        }
        catch
        {
            ports.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        List<IEngineEventSink> sinks = [eventLog, .. services.EventSinks];
        if (keyLog is not null)
        {
            sinks.Add(keyLog);
        }

        var events = new EngineEventPump(options.EventQueue, sinks, logger);
        var jobs = new CryptoJobPool(services.Crypto, options.EffectiveJobThreads, options.JobQueue, logger);
        var revocation = new RevocationService(services.RevocationTransport ?? new HttpRevocationTransport(), services.Crypto, services.Time, logger);
        var batches = new DatagramBatchPool();
        var ingress = new IngressCounters[map.ShardCount];
        var inboxes = new ShardInbox[map.ShardCount];
        for (var i = 0; i < map.ShardCount; i++)
        {
            ingress[i] = new IngressCounters();
            inboxes[i] = new ShardInbox(options.InboxDatagrams, options.InboxOctets, ingress[i], PublisherOf(i).Health);
        }

        var radius = new RadiusService(services.Time, logger, (sessions, change, cancellationToken) => ChangeSessionsAsync(requests, inboxes, sessions, change, cancellationToken));

        DatagramRouter RouterFor(int shard, IDiscardCount discards) => new(map, inboxes, ingress[shard], batches, discards);

        var routes = services.Routes ?? ports.Routes ?? new NoRoutes();
        var busyPoll = BusyPollLimits.From(options, Environment.ProcessorCount);
        var engines = new IkeShard[map.ShardCount];
        var routing = new InnerPacketRouting(engines, map);
        var shards = new ShardRuntime[map.ShardCount];
        for (var i = 0; i < shards.Length; i++)
        {
            var id = new ShardId(i);
            var ownPorts = ports.PortsOf(i, ingress[i]);
            var random = new SystemRandomSource();
            var publisher = PublisherOf(i);
            var output = new ShardOutput(ownPorts, routes, inboxes, id, jobs, revocation, radius, random, publisher, events, requests);
            var shard = new IkeShard(new ShardContext
            {
                Id = id,
                Map = map,
                Vrf = place.Vrf,
                Crypto = services.Crypto,
                Random = random,
                Output = output,
                DataPlane = services.DataPlane,
                Sessions = sessions,
                Counters = publisher.Counters,
                Notifies = publisher.Notifies,
                CanSendRaw = ports.CanSendRaw,
                Listeners = ports.Listeners,
                SourceAddressFor = ports.Routing.SourceFor,
                AnswersEcho = !ports.HasDevice,
                ExportKeys = keyLog is not null,
                Trace = trace,
            });
            engines[i] = shard;
            var loop = new ShardLoop(shard, inboxes[i], ownPorts, output, RouterFor(i, ownPorts), routing, ingress[i], publisher.Health, busyPoll, clock, e => onFault(id, e));
            shards[i] = new ShardRuntime(id, inboxes[i], loop, ownPorts, ingress[i], random);
        }

        var receivers = ports.MakeReceivers(discards => RouterFor(0, discards));
        var sockets = SocketRow.ToListeners([.. receivers.Select(static receiver => receiver.Row), .. shards.SelectMany(static shard => shard.Ports.Rows)], place.Vrf);
        var network = place.Run(() => NetworkWatch.Open(place.Tunnel, ports.DeviceName, logger));
        if (network is not null)
        {
            // The first thing that the shards hear: the first negotiation tells the peer.
            Announce(network.Addresses());
            network.Start(addresses =>
            {
                Announce(addresses);
                routes.Restore();
            });
        }

        foreach (var shard in shards)
        {
            shard.Loop.Start();
        }

        foreach (var receiver in receivers)
        {
            receiver.Start();
        }

        foreach (var listener in ports.Listeners)
        {
            RuntimeLog.Listening(logger, listener.Endpoint.ToString(), listener.HasNonEspMarker ? ", NAT traversal" : string.Empty);
        }

        RuntimeLog.Started(logger, shards.Length, options.EffectiveJobThreads, services.Crypto.Name);
        return new RunningEngine(ports, routes, shards, receivers, jobs, revocation, radius, events, keyLog, network, options.EffectiveJobThreads) { Sockets = sockets };

        void Announce(ValueList<IpAddress> addresses)
        {
            foreach (var inbox in inboxes)
            {
                inbox.Post(new ShardCommand.NetworkChanged(addresses));
            }
        }
    }

    /// <summary>Cryptographic jobs that run at the same time.</summary>
    public int JobThreads => _jobs.ThreadCount;

    /// <summary>Makes the parts of a configuration that are not the shards' those in force: RADIUS servers and threads.</summary>
    public void Apply(EngineConfiguration configuration)
    {
        _radius.Apply(configuration.Radius);
        _jobs.Resize(configuration.JobThreads > 0 ? configuration.JobThreads : _settingsThreads);
    }

    /// <summary>What is known of the RADIUS servers now; null without any.</summary>
    public RadiusInfo? ReadRadius() => _radius.Read();

    public EngineHealth Health(long now) => new(
        true,
        TimeSpan.FromMilliseconds(Math.Max(0, Shards.Max(s => now - s.Loop.LastTurn))),
        Shards.Sum(static s => s.Inbox.DatagramCount),
        _jobs.Waiting,
        Shards.Sum(static s => s.Ingress.MessageDrops + s.Ingress.PacketDrops),
        Shards.Sum(static s => s.Ingress.SendFailures),
        _jobs.ThreadCount);

    /// <summary>Stops the intake, lets the shards finish their turn, and closes everything.</summary>
    public async Task StopAsync()
    {
        _network?.Dispose();
        foreach (var receiver in _receivers)
        {
            receiver.Dispose();
        }

        // Jobs first: their results go to the shards, which clear what no SA wants any more.
        _jobs.Dispose();
        await _revocation.DisposeAsync().ConfigureAwait(false);
        await _radius.StopAskingAsync().ConfigureAwait(false);
        foreach (var shard in Shards)
        {
            shard.Loop.Stop();
        }

        // Last of the shards' words are the ends of sessions.
        await _radius.DisposeAsync().ConfigureAwait(false);

        foreach (var shard in Shards)
        {
            shard.Ports.Dispose();
            shard.Random.Dispose();
        }

        await _ports.DisposeAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
        _keyLog?.Dispose();
    }

    /// <summary>Changes the sessions that a RADIUS server means, whatever shards have them; gives their number.</summary>
    private static async Task<int> ChangeSessionsAsync(
        PendingRequests requests, ShardInbox[] inboxes, RadiusSelector sessions, RadiusChange change, CancellationToken cancellationToken)
    {
        using var request = requests.Open(inboxes.Length);
        foreach (var inbox in inboxes)
        {
            inbox.Post(new ShardCommand.ChangeRadiusSessions(request.Number, sessions, change));
        }

        var replies = await request.WaitAsync(null, cancellationToken).ConfigureAwait(false);
        return replies.OfType<ShardReply.Completed>().Sum(static reply => reply.Result.Affected);
    }
}
