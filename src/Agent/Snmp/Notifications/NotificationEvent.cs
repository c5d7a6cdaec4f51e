using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// One change with everything that the objects of a notification are read from. The facts are those of the change itself,
/// not of a later view: the tunnel may be gone when the notification is made.
/// </summary>
internal sealed class NotificationEvent
{
    private EngineCounterReading? _engine;

    /// <summary>What happened; for the start of the agent a change of no kind.</summary>
    internal required TunnelChange Change { get; init; }

    /// <summary>The registry, for what is not about one tunnel.</summary>
    internal required RegistryView Registry { get; init; }

    /// <summary>sysUpTime.</summary>
    internal required TimeSpan UpTime { get; init; }

    /// <summary>Arc of MYIKEV2-MIB.</summary>
    internal required ObjectIdentifier Root { get; init; }

    /// <summary>How the Cisco module names peers.</summary>
    internal required CiscoOptions Cisco { get; init; }

    /// <summary>myikev2VpnIndex and cikeTunIndex; 0 if the change is about no vpn.</summary>
    internal uint VpnIndex { get; init; }

    /// <summary>myikev2VpnName.</summary>
    internal string VpnName { get; init; } = string.Empty;

    /// <summary>myikev2ChildIndex and cipSecTunIndex; 0 if the change is about no child.</summary>
    internal uint ChildIndex { get; init; }

    /// <summary>The tunnel, as it was.</summary>
    internal IkeTunnelSnapshot? Tunnel => Change.Tunnel;

    /// <summary>The child, as it was.</summary>
    internal IpsecTunnelSnapshot? Child => Change.Child;

    /// <summary>The row of the failure history that came with the change.</summary>
    internal FailureRecord? Failure => Change.Failure;

    /// <summary>Counters of the engine.</summary>
    internal EngineCounterReading Engine => _engine ??= Registry.ReadEngineCounters();

    /// <summary>The reason, from the failure where there is one.</summary>
    internal CloseReason Reason => Failure?.Reason ?? Change.Reason;

    /// <summary>More exact than <see cref="Reason"/>.</summary>
    internal FailureCause Cause => Failure?.Cause ?? Change.Cause;

    /// <summary>What was being done when it failed.</summary>
    internal FailurePhase Phase => Failure?.Phase ?? FailurePhase.Other;
}
