using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cikeGlobalStats: the service as a whole, since it started.</summary>
internal static class IkeStatistics
{
    internal static ReadOnlySpan<uint> Number => [2, 1];

    internal static MibObjectList<SnmpView> Objects(CiscoMib mib) => new MibObjectList<SnmpView>("cikeGlobal")
        .Gauge32(1, "ActiveTunnels", view => (uint)mib.RowsOf(view).ActiveIke)
        .Counter32(3, "InOctets", view => view.EngineCounters.InOctets)
        .Counter32(11, "OutOctets", view => view.EngineCounters.OutOctets)
        .Counter32(23, "AuthFails", view => view.EngineCounters.AuthFailures)
        .Counter32(25, "HashValidFails", view => view.EngineCounters.InBadIntegrity)
        .Counter32(26, "NoSaFails", view => view.EngineCounters.InUnknownSpi);
}
