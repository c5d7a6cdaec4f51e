using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Runtime.Revocation;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// The running engine: sockets, shards with their threads, the job pool, and the way commands reach them. Start it once, stop it once; every
/// member may be called from any thread.
/// </summary>
public sealed class EngineHost : IEngineControl, IAsyncDisposable
{
    private readonly EngineRuntimeOptions _options;
    private readonly EngineHostServices _services;
    private readonly ILogger _logger;
    private readonly TunnelRegistry _registry;
    private readonly ShardMap _map;
    private readonly CommandRouting _routing;
    private readonly PendingRequests _requests = new();
    private readonly EngineClock _clock;
    private readonly EngineEventLog _eventLog;
    private readonly TraceSwitches _trace = new();
    private readonly SessionTable? _sessions;
    private readonly TaskCompletionSource<Exception> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExpiryWatch _expiry;
    private readonly Lock _lifecycle = new();
    private volatile EngineConfiguration _configuration = EngineConfiguration.Empty;
    private volatile RunningEngine? _running;
    private TunnelRouting _tunnelRouting = TunnelRouting.Unsaid;
    private Task _applied = Task.CompletedTask;
    private bool _stopped;

    /// <summary>Prepares the engine. Throws <see cref="ArgumentException"/> when the options are invalid, naming all that is wrong.</summary>
    public EngineHost(EngineRuntimeOptions options, EngineHostServices services)
    {
        List<string> errors = [.. options.Validate()];
        services.Sessions.Validate(errors);
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        _options = options;
        _services = services;
        _logger = services.Loggers.CreateLogger("MyIkev2.Runtime");
        _clock = new EngineClock(services.Time);
        _eventLog = new EngineEventLog(services.Loggers, services.LogLevels);
        LogLevels = services.LogLevels;
        _map = new ShardMap(options.EffectiveShardCount, RandomKey());
        _registry = new TunnelRegistry(
            _map.ShardCount,
            services.Info with { ShardCount = _map.ShardCount, CryptoProvider = services.Crypto.Name },
            services.Time,
            services.Interfaces ?? new HostInterfaces(services.Time, () => _running?.DeviceName));
        _expiry = new ExpiryWatch(_registry, services.Time, _logger);
        PublishStacks();
        _routing = new CommandRouting(_map, _registry);
        _sessions = services.DataPlane is null && services.Sessions.Enabled
            ? new SessionTable(services.Sessions.ToTable(), _map.ShardCount, RandomKey())
            : null;
        Sessions = new SessionControl(_sessions, _requests, PostToSessionOwner);
    }

    /// <summary>What monitors read. Valid before the start and after the stop.</summary>
    public ITunnelRegistry Registry => _registry;

    /// <summary>The sessions of inner packets. Valid before the start and after the stop.</summary>
    public ISessionTable Sessions { get; }

    /// <summary>Enters into the failure history that a new configuration was refused; the one in force stands.</summary>
    public void ReportRefusal(CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _registry.Report(TunnelChangeKind.ConfigurationRefused, new FailureRecord
        {
            At = _services.Time.GetUtcNow(),
            Phase = FailurePhase.Configuration,
            Reason = CloseReason.Other,
            Text = result.Errors.Count == 0 ? result.Message : $"{result.Message}: {result.Errors[0].Message}",
        });
    }

    /// <summary>Log levels of the engine's events; may be replaced at any time.</summary>
    public EngineLogLevels LogLevels
    {
        get => _eventLog.Levels;
        set
        {
            _eventLog.Levels = value;

            // Describing every message costs more than logging a few: it is done only when somebody reads it.
            _trace.Messages = value.Highest(LogSubsystem.Encoding) >= 1;
        }
    }

    /// <summary>The endpoints that are open, with their real ports; empty while not running.</summary>
    public IReadOnlyList<IkeListener> Listeners => _running?.Listeners ?? [];

    /// <summary>
    /// Completes when every shard runs the configuration that was applied last, and the routes of its traps stand: from then on no packet for them
    /// leaves in clear. Completes too when the engine stops or fails meanwhile. Never faults.
    /// </summary>
    public Task Applied => Volatile.Read(ref _applied);

    /// <summary>What the configuration says of the routes into the tunnel device; they move when it changes.</summary>
    public TunnelRouting Routing
    {
        get => _tunnelRouting;
        set
        {
            lock (_lifecycle)
            {
                _tunnelRouting = value;
                _running?.Routes.Configure(value.Over(_options.Tunnel));
            }
        }
    }

    /// <summary>What earlier runs of the service have counted: lifetime readings of the registry start there.</summary>
    public void SetLifetimeBaseline(LifetimeTotals baseline) => _registry.SetBaseline(baseline);

    /// <summary>Completes when a shard can no longer go on; the process should then end.</summary>
    public Task<Exception> Faulted => _faulted.Task;

    /// <summary>Opens the ports and starts the threads. Throws <see cref="ListenException"/> when a port cannot be opened.</summary>
    public void Start(EngineConfiguration configuration, string configurationName = "")
    {
        lock (_lifecycle)
        {
            if (_running is not null || _stopped)
            {
                throw new InvalidOperationException("an engine is started once");
            }

            _running = RunningEngine.Start(_options, _options.Tunnel.For(StackFacts.MainStack, _tunnelRouting), _services, _eventLog, _trace, _map, _registry, _requests, _sessions, _clock, OnFault);
            _registry.SetRadius(_running.ReadRadius);
            _registry.SetEngine(_services.Info with
            {
                ShardCount = _map.ShardCount,
                CryptoProvider = _services.Crypto.Name,
                StartedAt = _services.Time.GetUtcNow(),
                ConfigurationName = configurationName,
                Listeners = [.. _running.Listeners.Select(static l => new EndpointInfo(l.Endpoint.Address.ToIPAddress(), l.Endpoint.Port))],
            });
        }

        ApplyConfiguration(configuration, configurationName);
    }

    /// <summary>
    /// Makes <paramref name="configuration"/> the running one. SAs of vpns that are the same in both stay; vpns that are new or changed and
    /// have a child with <c>start-action start</c> are brought up.
    /// </summary>
    public void ApplyConfiguration(EngineConfiguration configuration, string? configurationName = null)
    {
        lock (_lifecycle)
        {
            if (_running is not { } running)
            {
                throw new InvalidOperationException("the engine is not running");
            }

            var change = ConfigurationChange.Between(_configuration, configuration);
            _configuration = configuration;
            if (configurationName is not null)
            {
                _registry.SetEngine(_registry.Capture().Engine with { ConfigurationName = configurationName });
            }

            var certificates = CertificateFacts.Publish(configuration);
            _registry.SetCertificates(certificates);
            _registry.SetConfiguration(ConfigurationFacts.Publish(configuration));
            _expiry.Watch(configuration, certificates);
            running.Apply(configuration.Radius);
            PublishStacks();
            var request = _requests.Open(running.Shards.Count);
            foreach (var shard in running.Shards)
            {
                var home = change.ToStart.Where(vpn => _map.HomeOf(vpn) == shard.Id).ToHashSet(StringComparer.Ordinal);
                shard.Inbox.Post(new ShardCommand.ApplyConfiguration(configuration, home, request.Number));
            }

            Volatile.Write(ref _applied, SettleAsync(running, request));

            RuntimeLog.ConfigurationApplied(_logger, configuration.Peers.Count, change.NewOrChanged);
        }
    }

    /// <inheritdoc/>
    public async Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        if (_running is not { } running)
        {
            return CommandAggregation.Unavailable;
        }

        var route = _routing.Route(command, _configuration);
        if (route.Refusal is { } refusal)
        {
            return refusal;
        }

        using var request = _requests.Open(route.Shards.Count);
        foreach (var shard in route.Shards)
        {
            running.Shards[shard.Value].Inbox.Post(new ShardCommand.Execute(request.Number, route.Command));
        }

        var replies = await WaitAsync(request, progress, cancellationToken).ConfigureAwait(false);

        // Who hears that a tunnel is up may send into it: its routes must stand by then. Shards have queued them before they answered.
        await running.Routes.SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return CommandAggregation.Combine(route.Command, replies, route.Shards.Count);
    }

    /// <inheritdoc/>
    public async Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken)
    {
        if (_running is not { } running || uniqueId == 0)
        {
            return null;
        }

        using var request = _requests.Open(1);
        running.Shards[_routing.OwnerOf(uniqueId).Value].Inbox.Post(new ShardCommand.DiscloseKeys(request.Number, uniqueId));
        var replies = await WaitAsync(request, null, cancellationToken).ConfigureAwait(false);
        return replies.OfType<ShardReply.Keys>().FirstOrDefault()?.Disclosure;
    }

    /// <summary>How the engine is doing, for the health check.</summary>
    public EngineHealth Health() => _running is { } running
        ? running.Health(_clock.Monotonic)
        : new EngineHealth(false, TimeSpan.Zero, 0, 0, 0, 0);

    /// <summary>
    /// Sends DELETE for every SA, waits for the peers at most <see cref="EngineRuntimeOptions.StopDeadline"/>, and stops. Cancelling shortens the
    /// wait only. Stopping twice is harmless.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => StopAsync(tellsPeers: true, cancellationToken);

    /// <summary>Stops without a word to any peer, as a power failure would: for tests of what peers make of it.</summary>
    public Task AbandonAsync() => StopAsync(tellsPeers: false, CancellationToken.None);

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StopAsync(bool tellsPeers, CancellationToken cancellationToken)
    {
        RunningEngine? running;
        lock (_lifecycle)
        {
            running = _stopped ? null : _running;
            _stopped = true;
        }

        _expiry.Dispose();

        if (running is null)
        {
            return;
        }

        RuntimeLog.Stopping(_logger, _registry.Capture().TunnelCount);
        if (tellsPeers)
        {
            await CloseAllAsync(running, cancellationToken).ConfigureAwait(false);
        }

        _running = null;
        _registry.SetRadius(null);
        PublishStacks();
        _registry.SetListeners([.. _registry.Capture().Sockets.Select(static listener => listener with { IsUp = false })]);
        await running.StopAsync().ConfigureAwait(false);
        _requests.Abandon();
        RuntimeLog.Stopped(_logger);
    }

    private async Task CloseAllAsync(RunningEngine running, CancellationToken cancellationToken)
    {
        using var request = _requests.Open(running.Shards.Count);
        foreach (var shard in running.Shards)
        {
            shard.Inbox.Post(new ShardCommand.CloseAll(request.Number, (long)_options.StopDeadline.TotalMilliseconds));
        }

        // The shards keep the deadline themselves; a shard that hangs must not keep the process.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.StopDeadline + TimeSpan.FromSeconds(1));
        try
        {
            await request.WaitAsync(null, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            RuntimeLog.StopIncomplete(_logger, running.Shards.Count);
        }
    }

    /// <summary>Waits, but not past the end of the engine: a request posted while it stopped would never be answered.</summary>
    private Task<IReadOnlyList<ShardReply>> WaitAsync(PendingRequest request, Action<string>? progress, CancellationToken cancellationToken) =>
        _running is null ? Task.FromResult<IReadOnlyList<ShardReply>>([]) : request.WaitAsync(progress, cancellationToken);

    private async Task SettleAsync(RunningEngine running, PendingRequest request)
    {
        using (request)
        {
            await Task.WhenAny(WaitAsync(request, null, CancellationToken.None), Faulted).ConfigureAwait(false);
        }

        await running.Routes.SettleAsync().ConfigureAwait(false);
    }

    private void PublishStacks() => _registry.SetStacks([StackFacts.Of(_running?.Listeners, _configuration)]);

    private bool PostToSessionOwner(ShardCommand command)
    {
        if (_running is not { } running)
        {
            return false;
        }

        running.Shards[SessionTable.Owner.Value].Inbox.Post(command);
        return true;
    }

    private void OnFault(ShardId shard, Exception exception)
    {
        RuntimeLog.ShardFaulted(_logger, shard.Value, exception);
        _faulted.TrySetResult(exception);
    }

    private static ulong RandomKey()
    {
        using var random = new SystemRandomSource();
        Span<byte> key = stackalloc byte[8];
        random.Fill(key);
        return BitConverter.ToUInt64(key);
    }
}

/// <summary>What an <see cref="EngineHost"/> stands on.</summary>
public sealed record EngineHostServices
{
    public required ICryptoProvider Crypto { get; init; }

    /// <summary>Where Child SAs go; null = the engine carries their packets itself, between its sockets and the tunnel device.</summary>
    public IDataPlane? DataPlane { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Facts of the service for displays; the host fills in what it knows itself.</summary>
    public required EngineInfo Info { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public EngineLogLevels LogLevels { get; init; } = EngineLogLevels.Default;

    /// <summary>
    /// The device of the tunnels' inner packets, for tests and embedders; null = as <see cref="EngineRuntimeOptions.Tunnel"/> says. It needs a
    /// queue for every shard. The caller disposes it.
    /// </summary>
    public ITunDevice? TunDevice { get; init; }

    /// <summary>Hears which packets are to come to <see cref="TunDevice"/>; without one, nobody does.</summary>
    public IRouteSink? Routes { get; init; }

    /// <summary>The session table; there is none where <see cref="DataPlane"/> carries the packets.</summary>
    public FlowSessionOptions Sessions { get; init; } = new();

    /// <summary>Whom to ask for the host's interfaces; null = the system.</summary>
    public IHostInterfaces? Interfaces { get; init; }

    /// <summary>How responders and revocation lists are reached; null = by HTTP.</summary>
    internal IRevocationTransport? RevocationTransport { get; init; }

    /// <summary>Further readers of the engine's events.</summary>
    public IReadOnlyList<IEngineEventSink> EventSinks { get; init; } = [];
}

/// <summary>The engine's health at one moment.</summary>
/// <param name="IsRunning">Started and not stopped.</param>
/// <param name="LongestSilence">Since the least recent turn of any shard; more than a few seconds means that a shard hangs.</param>
/// <param name="DatagramsWaiting">Datagrams in the shards' inboxes.</param>
/// <param name="JobsWaiting">Cryptographic jobs without a thread yet.</param>
/// <param name="InboxDrops">Datagrams and packets dropped because an inbox, or a socket's receive buffer, was full.</param>
/// <param name="SendFailures">Datagrams the system refused to send.</param>
public sealed record EngineHealth(bool IsRunning, TimeSpan LongestSilence, int DatagramsWaiting, int JobsWaiting, long InboxDrops, long SendFailures);
