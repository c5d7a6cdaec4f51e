using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>What a <see cref="NotificationSource"/> needs.</summary>
/// <param name="Registry">Where the facts are.</param>
/// <param name="Numbers">Indexes of the tables.</param>
/// <param name="Switches">What is switched on.</param>
/// <param name="Throttle">Ceiling and storm rule.</param>
/// <param name="Root">Arc of MYIKEV2-MIB.</param>
/// <param name="Cisco">How the Cisco module names peers.</param>
/// <param name="UpTime">sysUpTime.</param>
/// <param name="Sinks">Where notifications go.</param>
internal sealed record NotificationSourceServices(
    ITunnelRegistry Registry,
    IMibNumbers Numbers,
    NotificationSwitches Switches,
    NotificationThrottle Throttle,
    ObjectIdentifier Root,
    CiscoOptions Cisco,
    Func<TimeSpan> UpTime,
    IReadOnlyList<INotificationSink> Sinks);

/// <summary>
/// Turns changes of the registry into notifications: looks up who wants them, applies switches, ceiling and storm rule, and
/// only then puts one together. Thread-safe; nobody waits here for a receiver.
/// </summary>
internal sealed class NotificationSource
{
    private const string AuthenticationFailureDescriptor = "authenticationFailure";

    private readonly NotificationSourceServices _services;
    private readonly NotificationSubjects _subjects;
    private readonly NotificationBuilder _builder = new();
    private readonly RepeatGuard _guard = new();
    private readonly Dictionary<TunnelChangeKind, NotificationDefinition[]> _byKind;
    private readonly Lock _lock = new();

    internal NotificationSource(NotificationSourceServices services)
    {
        _services = services;
        _subjects = new NotificationSubjects(services.Numbers);
        NotificationDefinition[] all = services.Cisco.Enabled ? [.. OwnNotifications.All, .. CiscoNotifications.All] : OwnNotifications.All;
        _byKind = Enum.GetValues<TunnelChangeKind>().ToDictionary(
            kind => kind, kind => all.Where(definition => definition.Kinds.Contains(kind)).ToArray());
    }

    /// <summary>coldStart and the start of the engine: the agent has started.</summary>
    internal void TellStart()
    {
        lock (_lock)
        {
            var source = EventOf(new TunnelChange(TunnelChangeKind.Changed, default), _services.Registry.Capture());
            if (Admit(echoesDown: false))
            {
                Send(_builder
                    .Begin(SnmpTrapNames.ColdStart, AgentClock.Hundredths(source.UpTime))
                    .AddEnterprise(_services.Root.Append(MibRoot.Products, 1))
                    .Build());
            }

            Tell(OwnNotifications.EngineStart, source);
        }
    }

    /// <summary>authenticationFailure: somebody asked with a wrong community, user or key.</summary>
    internal void TellAuthenticationFailure()
    {
        if (!_services.Switches.AuthenticationTraps)
        {
            return;
        }

        lock (_lock)
        {
            var upTime = _services.UpTime();
            var key = new RepeatGuard.Key(AuthenticationFailureDescriptor, string.Empty, CloseReason.None, FailureCause.None, FailurePhase.Other);
            if (!_guard.IsRepeated(key, upTime) && Admit(echoesDown: false))
            {
                Send(_builder
                    .Begin(SnmpTrapNames.AuthenticationFailure, AgentClock.Hundredths(upTime))
                    .AddEnterprise(_services.Root.Append(MibRoot.Products, 1))
                    .Build());
            }
        }
    }

    /// <summary>Changes were lost before they could be told: the tables have the truth, the counter says that some are missing.</summary>
    internal void CountLost(ulong changes) => _services.Throttle.CountLost(changes);

    /// <summary>Tells of one change.</summary>
    internal void Tell(TunnelChange change)
    {
        var definitions = _byKind[change.Kind];
        if (definitions.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (change.Kind == TunnelChangeKind.Closed)
            {
                _services.Throttle.CountTrigger(_services.UpTime());
            }

            NotificationEvent? source = null;
            foreach (var definition in definitions)
            {
                if (!definition.IsEnabled(_services.Switches))
                {
                    continue;
                }

                source ??= EventOf(change, _services.Registry.Capture());
                if (IsHidden(source))
                {
                    break;
                }

                Tell(definition, source);
            }
        }
    }

    private void Tell(NotificationDefinition definition, NotificationEvent source)
    {
        if (!definition.IsEnabled(_services.Switches)
            || !definition.When(source)
            || (definition.Recurs && _guard.IsRepeated(KeyOf(definition, source), source.UpTime))
            || !Admit(definition.EchoesDown && OwnNotifications.VpnDown.IsEnabled(_services.Switches)))
        {
            return;
        }

        Send(definition.Build(source, _builder));
    }

    /// <summary>The VRF that it is about is not to be seen through SNMP.</summary>
    private static bool IsHidden(NotificationEvent source) => (source.Tunnel?.Vrf ?? source.Failure?.Vrf) is { } vrf && IsHidden(vrf, source.Registry.Stacks);

    private static bool IsHidden(string vrf, IReadOnlyList<StackInfo> stacks)
    {
        for (var i = 0; i < stacks.Count; i++)
        {
            if (!stacks[i].IsInSnmp && stacks[i].Name == vrf)
            {
                return true;
            }
        }

        return false;
    }

    private bool Admit(bool echoesDown) =>
        _services.Throttle.Admit(_services.UpTime(), _services.Switches.MaximumPerMinute, echoesDown);

    private void Send(Notification notification)
    {
        foreach (var sink in _services.Sinks)
        {
            sink.Notify(notification);
        }
    }

    private NotificationEvent EventOf(TunnelChange change, RegistryView registry)
    {
        var (index, name) = _subjects.VpnOf(change, registry);
        return new NotificationEvent
        {
            Change = change,
            Registry = registry,
            UpTime = _services.UpTime(),
            Root = _services.Root,
            Cisco = _services.Cisco,
            VpnIndex = index,
            VpnName = name,
            ChildIndex = _subjects.ChildOf(change, index),
        };
    }

    private static RepeatGuard.Key KeyOf(NotificationDefinition definition, NotificationEvent source)
    {
        // A peer that is not known has a new tunnel id with each attempt: its address is what stays.
        var subject = source.VpnIndex is > 0 and < MibNumbers.FirstDynamic
            ? source.VpnName
            : (source.Failure?.Remote ?? source.Tunnel?.Remote)?.Address.ToString() ?? string.Empty;
        return new RepeatGuard.Key(definition.Descriptor, subject, source.Reason, source.Cause, source.Phase);
    }
}
