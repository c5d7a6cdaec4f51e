using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Vrf;
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
    private readonly EngineFleet _fleet;
    private readonly StackEngine _main;
    private readonly PendingRequests _requests = new();
    private readonly EngineClock _clock;
    private readonly EngineEventLog _eventLog;
    private readonly TraceSwitches _trace = new();
    private readonly SessionTable? _sessions;
    private readonly TaskCompletionSource<Exception> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExpiryWatch _expiry;
    private readonly Lock _lifecycle = new();
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
        var map = new ShardMap(options.EffectiveShardCount, RandomKey());
        _registry = new TunnelRegistry(
            map.ShardCount,
            services.Info with { ShardCount = map.ShardCount, CryptoProvider = services.Crypto.Name },
            services.Time,
            services.Interfaces ?? new HostInterfaces(services.Time, () => _main?.Running?.DeviceName));
        _fleet = new EngineFleet(options, services, _registry, _requests, Run, SettleAsync, engine => CloseAllAsync(engine, CancellationToken.None), map, RandomKey, _lifecycle, _logger);
        _main = _fleet.Main;
        _expiry = new ExpiryWatch(_registry, services.Time, _logger);
        _sessions = services.DataPlane is null && services.Sessions.Enabled
            ? new SessionTable(services.Sessions.ToTable(), map.ShardCount, RandomKey())
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
            if (_services.EventSinks.Count == 0)
            {
                // The log is the only reader.
                foreach (var subsystem in Enum.GetValues<LogSubsystem>())
                {
                    _trace.Limit(subsystem, value.Highest(subsystem));
                }
            }
        }
    }

    /// <summary>The endpoints of vrf main that are open, with their real ports; empty while not running.</summary>
    public IReadOnlyList<IkeListener> Listeners => _main.Running?.Listeners ?? [];

    /// <summary>
    /// Completes when every shard runs the configuration that was applied last, and the routes of its traps stand: from then on no packet for them
    /// leaves in clear. Completes too when the engine stops or fails meanwhile. Never faults.
    /// </summary>
    public Task Applied => Volatile.Read(ref _applied);

    /// <summary>What earlier runs of the service have counted: lifetime readings of the registry start there.</summary>
    public void SetLifetimeBaseline(LifetimeTotals baseline) => _registry.SetBaseline(baseline);

    /// <summary>Completes when a shard can no longer go on; the process should then end.</summary>
    public Task<Exception> Faulted => _faulted.Task;

    /// <summary>As <see cref="Start(IReadOnlyList{VrfConfiguration}, string)"/>, vrf main alone.</summary>
    public void Start(EngineConfiguration configuration, string configurationName = "") => Start([VrfConfiguration.OfMain(configuration)], configurationName);

    /// <summary>
    /// Opens the ports and starts the threads. Throws <see cref="ListenException"/> when a port of vrf main cannot be opened; another VRF that cannot start is
    /// tried again later.
    /// </summary>
    public void Start(IReadOnlyList<VrfConfiguration> vrfs, string configurationName = "")
    {
        ArgumentNullException.ThrowIfNull(vrfs);
        lock (_lifecycle)
        {
            if (_main.Running is not null || _stopped)
            {
                throw new InvalidOperationException("an engine is started once");
            }

            var running = _fleet.StartMain(vrfs, _sessions);
            _registry.SetRadius(ReadRadius);
            _registry.SetEngine(_services.Info with
            {
                ShardCount = _main.Map.ShardCount,
                CryptoProvider = _services.Crypto.Name,
                StartedAt = _services.Time.GetUtcNow(),
                ConfigurationName = configurationName,
                Listeners = [.. running.Listeners.Select(static l => new EndpointInfo(l.Endpoint.Address.ToIPAddress(), l.Endpoint.Port))],
            });
        }

        ApplyConfiguration(vrfs, configurationName);
    }

    /// <summary>As <see cref="ApplyConfiguration(IReadOnlyList{VrfConfiguration}, string)"/>, vrf main alone.</summary>
    public void ApplyConfiguration(EngineConfiguration configuration, string? configurationName = null) => ApplyConfiguration([VrfConfiguration.OfMain(configuration)], configurationName);

    /// <summary>
    /// Makes <paramref name="vrfs"/> the running configuration. SAs of vpns that are the same in both stay; vpns that are new or changed and
    /// have a child with <c>start-action start</c> are brought up. VRFs that are no longer among them end, new ones start.
    /// </summary>
    public void ApplyConfiguration(IReadOnlyList<VrfConfiguration> vrfs, string? configurationName = null)
    {
        ArgumentNullException.ThrowIfNull(vrfs);
        lock (_lifecycle)
        {
            if (_main.Running is null)
            {
                throw new InvalidOperationException("the engine is not running");
            }

            if (configurationName is not null)
            {
                _registry.SetEngine(_registry.Capture().Engine with { ConfigurationName = configurationName });
            }

            var combined = VrfConfiguration.Combine(vrfs);
            var certificates = CertificateFacts.Publish(combined);
            _registry.SetCertificates(certificates);
            _registry.SetConfiguration(ConfigurationFacts.Publish(combined));
            _expiry.Watch(combined, certificates);
            Volatile.Write(ref _applied, _fleet.Apply(vrfs, out var changed));
            _fleet.Publish();
            RuntimeLog.ConfigurationApplied(_logger, combined.Peers.Count, changed);
        }
    }

    /// <inheritdoc/>
    public async Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        if (_main.Running is null)
        {
            return CommandAggregation.Unavailable;
        }

        var (orders, refusal) = StackRouting.Route(command, _fleet.Stacks);
        if (refusal is not null)
        {
            return refusal;
        }

        var shards = orders.Sum(static order => order.Shards.Count);
        using var request = _requests.Open(shards);
        foreach (var order in orders)
        {
            foreach (var shard in order.Shards)
            {
                order.Running.Shards[shard.Value].Inbox.Post(new ShardCommand.Execute(request.Number, order.Command));
            }
        }

        var replies = await WaitAsync(request, progress, cancellationToken).ConfigureAwait(false);

        // Who hears that a tunnel is up may send into it: its routes must stand by then. Shards have queued them before they answered.
        foreach (var order in orders)
        {
            await order.Running.Routes.SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return CommandAggregation.Combine(orders[0].Command, replies, shards);
    }

    /// <inheritdoc/>
    public async Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken)
    {
        if (_main.Running is null || _fleet.Stacks.FirstOrDefault(stack => stack.Map.Numbers.Contains(uniqueId)) is not { Running: { } running } stack)
        {
            return null;
        }

        using var request = _requests.Open(1);
        running.Shards[stack.Routing.OwnerOf(uniqueId).Value].Inbox.Post(new ShardCommand.DiscloseKeys(request.Number, uniqueId));
        var replies = await WaitAsync(request, null, cancellationToken).ConfigureAwait(false);
        return replies.OfType<ShardReply.Keys>().FirstOrDefault()?.Disclosure;
    }

    /// <summary>How the engine is doing, for the health check.</summary>
    public EngineHealth Health()
    {
        var now = _clock.Monotonic;
        return _fleet.Stacks.Select(static stack => stack.Running).OfType<RunningEngine>().Select(running => running.Health(now)).Aggregate(EngineHealth.None, EngineHealth.Sum);
    }

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
        List<StackEngine> running;
        lock (_lifecycle)
        {
            running = _stopped ? [] : [.. _fleet.Stacks.Where(static stack => stack.Running is not null)];
            _stopped = true;
        }

        _expiry.Dispose();
        await _fleet.EndWatchAsync().ConfigureAwait(false);
        if (running.Count == 0)
        {
            return;
        }

        RuntimeLog.Stopping(_logger, _registry.Capture().TunnelCount);
        if (tellsPeers)
        {
            await Task.WhenAll(running.Select(stack => stack.Running).OfType<RunningEngine>().Select(engine => CloseAllAsync(engine, cancellationToken))).ConfigureAwait(false);
        }

        _registry.SetRadius(null);
        await _fleet.StopAsync(running).ConfigureAwait(false);
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
        _main.Running is null ? Task.FromResult<IReadOnlyList<ShardReply>>([]) : request.WaitAsync(progress, cancellationToken);

    private async Task SettleAsync(RunningEngine running, PendingRequest request)
    {
        using (request)
        {
            await Task.WhenAny(WaitAsync(request, null, CancellationToken.None), Faulted).ConfigureAwait(false);
        }

        await running.Routes.SettleAsync().ConfigureAwait(false);
    }

    /// <summary>The RADIUS servers of main; where it has none, of the first VRF that has some.</summary>
    private RadiusInfo? ReadRadius() => _fleet.Stacks.Select(static stack => stack.Running?.ReadRadius()).FirstOrDefault(static radius => radius is not null);

    private RunningEngine Run(EngineRuntimeOptions options, EngineHostServices services, SessionTable? sessions, EnginePlace place) =>
        RunningEngine.Start(options, place, services, _eventLog, _trace, _registry, _requests, sessions, _clock, OnFault);

    private bool PostToSessionOwner(ShardCommand command)
    {
        if (_main.Running is not { } running)
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
