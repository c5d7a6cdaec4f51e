using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.AgentX;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// Sends notifications: reads changes from a subscription of its own and hands what comes of them to our targets and to the
/// AgentX master. With neither it does nothing. The engine never waits for it, nor it
/// for a receiver.
/// </summary>
internal sealed class NotificationService : IHostedService, IDisposable
{
    /// <summary>Changes that wait for this reader; a storm of more is summed up by the tables.</summary>
    private const int SubscriptionCapacity = 4_096;

    private readonly SnmpAgentService _agent;
    private readonly ITunnelRegistry _registry;
    private readonly IMibNumbers _numbers;
    private readonly NotificationMib _mib;
    private readonly NotificationOptions _options;
    private readonly SnmpSecurity _security;
    private readonly AgentXService _agentX;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationService> _log;
    private ChangeSubscription? _changes;
    private NotificationOriginator? _originator;
    private Task _reading = Task.CompletedTask;
    private long _faults;

    public NotificationService(
        SnmpAgentService agent,
        ITunnelRegistry registry,
        IMibNumbers numbers,
        NotificationMib mib,
        IOptions<NotificationOptions> options,
        SnmpSecurity security,
        AgentXService agentX,
        TimeProvider time,
        ILogger<NotificationService> log)
    {
        _agent = agent;
        _registry = registry;
        _numbers = numbers;
        _mib = mib;
        _options = options.Value;
        _security = security;
        _agentX = agentX;
        _time = time;
        _log = log;
        agent.AuthenticationFailed = () => Source?.TellAuthenticationFailure();
    }

    /// <summary>The sockets, while there are targets.</summary>
    internal NotificationTransport? Transport { get; private set; }

    /// <summary>The way through the AgentX master, while there is one.</summary>
    internal MasterNotifier? Master { get; private set; }

    /// <summary>What makes notifications, while there is somebody to send them to.</summary>
    internal NotificationSource? Source { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var sinks = new List<INotificationSink>();
        if (_mib.Targets.Length > 0)
        {
            _originator = MakeOriginator();
            Transport = new NotificationTransport(_originator, () => _security.EngineAge, _time);
            sinks.Add(Transport);
        }

        if (_agentX.Subagent is { } subagent)
        {
            Master = new MasterNotifier(subagent, _options.QueueCapacity, _time);
            sinks.Add(Master);
        }

        if (sinks.Count == 0)
        {
            return Task.CompletedTask;
        }

        // Before the start is told: what happens from now on is told after it.
        _changes = _registry.Subscribe(SubscriptionCapacity);
        Source = new NotificationSource(new NotificationSourceServices(
            _registry, _numbers, _mib.Switches, _mib.Throttle, _agent.Mib.Root, _agent.Cisco, () => _agent.Mib.Source.UpTime, sinks));
        Source.TellStart();
        _reading = Task.Run(() => ReadAsync(_changes, Source), CancellationToken.None);
        NotificationLog.Started(_log, _mib.Targets.Length, Master is null ? "no" : "the");
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _changes?.Dispose();
        await _reading.ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _changes?.Dispose();
        Transport?.Dispose();
        Master?.Dispose();
        _originator?.Dispose();
    }

    private NotificationOriginator MakeOriginator()
    {
        var users = _mib.Targets.Where(target => target.Security.Version == SnmpVersion.V3).ToArray();
        var errors = users.Select(ErrorOf).OfType<string>().ToArray();
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(NotificationOptions.SectionName, typeof(NotificationOptions), errors);
        }

        foreach (var target in _mib.Targets.Where(target => target.HasRights && !HasNotifyView(target.Security)))
        {
            NotificationLog.NoRight(_log, target.Name, target.Security.SecurityName, target.Security.Level);
        }

        return new NotificationOriginator(_mib.Targets, new NotificationOriginatorOptions
        {
            QueueCapacity = _options.QueueCapacity,
            Access = _security.Access.AccessControl,
            Seed = NotificationTransport.RandomSeed(),
            Engine = _security.Engine,
            Credentials = [.. users.Select(target => _security.FindCredentials(target.Security.SecurityName)).OfType<SnmpProtocol.Security.UsmCredentials>()],
        });
    }

    private bool HasNotifyView(NotificationSecurity security) => _security.Access.AccessControl.Check(
        security.Model, Encoding.UTF8.GetBytes(security.SecurityName), security.Level, [], ViewKind.Notify, out _) == AccessError.None;

    /// <summary>What is wrong with the user of a target of SNMPv3, or null.</summary>
    private string? ErrorOf(NotificationTarget target)
    {
        var (name, level) = (target.Security.SecurityName, target.Security.Level);
        var where = $"{NotificationOptions.SectionName}:Targets: {target.Name}";
        if (_security.FindUser(name) is not { } user)
        {
            return $"{where}: there is no user '{name}' among {SnmpOptions.SectionName}:Users.";
        }

        if (user.HighestLevel < level)
        {
            return $"{where}: user '{name}' has no secrets for {level}.";
        }

        // An inform goes by keys of the receiver's engine, which only a password gives.
        return target.Type == NotificationType.Inform && _security.FindCredentials(name) is null
            ? $"{where}: informs need the passwords of user '{name}', not keys localized for this engine."
            : null;
    }

    private async Task ReadAsync(ChangeSubscription changes, NotificationSource source)
    {
        // Ends when the subscription is disposed.
        ulong lost = 0;
        await foreach (var change in changes.ReadAllAsync().ConfigureAwait(false))
        {
            if (change.Kind == TunnelChangeKind.Resync)
            {
                source.CountLost(changes.Lost - lost);
                lost = changes.Lost;
                continue;
            }

            Tell(source, change);
        }
    }

    /// <summary>One change that cannot be told must not silence all that follow.</summary>
    private void Tell(NotificationSource source, TunnelChange change)
    {
        try
        {
            source.Tell(change);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The same fault comes with each change of the kind: only the first is logged.
            if (Interlocked.Increment(ref _faults) == 1)
            {
                NotificationLog.Failed(_log, change.Kind, exception);
            }
        }
    }
}

/// <summary>What is logged about notifications. Event ids 150..159 are stable.</summary>
internal static partial class NotificationLog
{
    [LoggerMessage(150, LogLevel.Information, "SNMP notifications go to {Targets} targets and to {Master} AgentX master")]
    public static partial void Started(ILogger logger, int targets, string master);

    [LoggerMessage(152, LogLevel.Warning, "SNMP target {Target} gets no notifications: {SecurityName} has no notify view at {Level}.")]
    public static partial void NoRight(ILogger logger, string target, string securityName, SecurityLevel level);

    [LoggerMessage(151, LogLevel.Error, "Making an SNMP notification of a change ({Kind}) failed; later failures are not logged.")]
    public static partial void Failed(ILogger logger, TunnelChangeKind kind, Exception exception);
}
