using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>Where CISCO-IPSEC-FLOW-MONITOR-MIB stands.</summary>
internal static class CiscoRoot
{
    /// <summary>ciscoIpSecFlowMonitorMIB.</summary>
    internal static ObjectIdentifier Module { get; } = ObjectIdentifier.Parse("1.3.6.1.4.1.9.9.171");

    /// <summary>cipSecMIBNotifications with the zero that goes before the number of a notification.</summary>
    internal static ObjectIdentifier Notifications { get; } = Module.Append(2, 0);

    /// <summary>A name below cipSecMIBObjects.</summary>
    internal static ObjectIdentifier Objects(params ReadOnlySpan<uint> tail) => Module.Append(1).Append(tail);
}
