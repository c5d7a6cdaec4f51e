using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Instances of the counters that Reports of message processing and of command responders carry.</summary>
internal static class ReportedCounters
{
    /// <summary>snmpUnknownPDUHandlers.0 (RFC 3412).</summary>
    internal static ObjectIdentifier UnknownPduHandlers { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.11.2.1.3.0");

    /// <summary>snmpUnknownContexts.0 (RFC 3413).</summary>
    internal static ObjectIdentifier UnknownContexts { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.12.1.5.0");
}
