using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.Sockets;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp;

/// <summary>
/// Hosts the SNMP engine: one thread for each listen address. Without a configured user or community nothing is opened. An
/// address that cannot be bound is logged and left out; the service and the IKE engine go on.
/// </summary>
public sealed class SnmpAgentService : IHostedService, IDisposable
{
    private static readonly TimeSpan FaultLogInterval = TimeSpan.FromSeconds(10);

    private readonly ITunnelRegistry _registry;
    private readonly SnmpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SnmpAgentService> _log;
    private readonly IMibNumbers _numbers;
    private readonly CiscoMib _cisco;
    private readonly SnmpSecurity _security;
    private readonly List<SnmpListener> _listeners = [];
    private readonly NotificationMib? _notifications;
    private readonly HistorySizes? _sizes;
    private readonly Lazy<SnmpMib> _mib;
    private readonly Lock _faultLock = new();
    private long? _lastFault;

    /// <summary>Makes the service.</summary>
    public SnmpAgentService(
        ITunnelRegistry registry, IOptions<SnmpOptions> options, TimeProvider time, ILogger<SnmpAgentService> log, IMibNumbers? numbers = null,
        NotificationMib? notifications = null, CiscoMib? cisco = null, SnmpSecurity? security = null,
        HistorySizes? sizes = null)
    {
        _sizes = sizes;
        _notifications = notifications;
        _registry = registry;
        _options = options.Value;
        _time = time;
        _log = log;
        _numbers = numbers ?? new MibNumbers(time);
        _cisco = cisco ?? new CiscoMib(_options.Cisco, _numbers);
        _security = security ?? new SnmpSecurity(_options, SnmpStateStore.InMemory(_options.EngineId, time), time);
        _mib = new Lazy<SnmpMib>(MakeMib);
    }

    /// <summary>What is served, here and elsewhere.</summary>
    internal SnmpMib Mib => _mib.Value;

    /// <summary>How the Cisco layout is served.</summary>
    internal CiscoOptions Cisco => _options.Cisco;

    /// <summary>What the protocol engine has counted.</summary>
    public SnmpCounters Counters { get; } = new();

    /// <summary>Addresses that are being served, with the ports the system chose where the options said 0.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>
    /// Called for each message that is not properly authenticated, on the thread that received it: whoever it is has to be
    /// quick. Set before the start.
    /// </summary>
    internal Action? AuthenticationFailed { get; set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_security.SomebodyMayAsk)
        {
            _log.LogInformation("SNMP is off: no user and no community is configured.");
            return Task.CompletedTask;
        }

        var responder = MakeResponder();
        string[] addresses = _options.Listen.Length > 0 ? _options.Listen : [SnmpOptions.DefaultListen];
        foreach (var address in addresses)
        {
            if (!SnmpOptionsValidator.TryParseEndPoint(address, out var endPoint))
            {
                throw new OptionsValidationException(SnmpOptions.SectionName, typeof(SnmpOptions), [$"Listen: '{address}'"]);
            }

            Listen(endPoint, responder);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        _listeners.Clear();
    }

    private void Listen(IPEndPoint endPoint, CommandResponder<SnmpView> responder)
    {
        try
        {
            var listener = SnmpListener.Start(endPoint, responder, LogFault);
            _listeners.Add(listener);
            _log.LogInformation("SNMP listens on {EndPoint}.", listener.LocalEndPoint);
        }
        catch (SocketException exception)
        {
            _log.LogError("SNMP cannot listen on {EndPoint}: {Reason}", endPoint, exception.Message);
        }
    }

    private SnmpMib MakeMib()
    {
        var root = _options.BaseOid.Length > 0 ? ObjectIdentifier.Parse(_options.BaseOid) : MibRoot.Default;
        var facts = new AgentFacts(
            root, _options.SysContact, _options.SysName, _options.SysLocation, RuntimeInformation.OSDescription, Counters)
        {
            Security = _security,
            Settings = _security.State,
            MaximumMessageSize = _options.MaximumMessageSize,
        };
        return new SnmpMib(
            root, MibCatalog.Build(root, _cisco, _notifications, _security, _sizes), new SnmpViewSource(_registry, facts, _time, _numbers));
    }

    private CommandResponder<SnmpView> MakeResponder()
    {
        var limits = new CommandResponderOptions
        {
            MaximumMessageSize = _options.MaximumMessageSize,
            MaximumBulkMessageSize = _options.MaximumBulkMessageSize,
            MaximumBulkVarBinds = _options.MaximumBulkVarBinds,
        };
        return new CommandResponder<SnmpView>(Mib.Tree, Mib.Source.Capture, _security.Access, Counters, limits)
        {
            Time = _time,
            EngineTime = () => _security.EngineTime,
            Fault = LogFault,
            AuthenticationFailed = () => AuthenticationFailed?.Invoke(),
        };
    }

    /// <summary>A fault repeats with every poll: one line in ten seconds says it all.</summary>
    private void LogFault(Exception exception)
    {
        lock (_faultLock)
        {
            if (_lastFault is { } last && _time.GetElapsedTime(last) < FaultLogInterval)
            {
                return;
            }

            _lastFault = _time.GetTimestamp();
        }

        _log.LogError(exception, "Answering an SNMP request failed.");
    }
}
