using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cikeGlobalStats: the service as a whole, since it started.</summary>
internal static class IkeStatistics
{
    internal static ReadOnlySpan<uint> Number => [2, 1];

    internal static MibObjectList<SnmpView> Objects(CiscoMib mib) => new MibObjectList<SnmpView>("cikeGlobal")
        .Gauge32(1, "ActiveTunnels", view => (uint)mib.RowsOf(view).ActiveIke)
        .Counter32(2, "PreviousTunnels", view => view.EngineCounters.IkeTunnelsEnded)
        .Counter32(3, "InOctets", view => view.EngineCounters.InOctets)
        .Counter32(4, "InPkts", view => view.EngineCounters.InMessages)
        .Counter32(5, "InDropPkts", view => InDrops(view.EngineCounters))
        .Counter32(6, "InNotifys", view => view.EngineCounters.InNotifies)
        .Counter32(7, "InP2Exchgs", view => view.EngineCounters.InChildExchanges)
        .Counter32(8, "InP2ExchgInvalids", view => view.EngineCounters.InChildExchangesInvalid)
        .Counter32(9, "InP2ExchgRejects", view => view.EngineCounters.InChildExchangesRejected)
        .Counter32(10, "InP2SaDelRequests", view => view.EngineCounters.InChildDeletes)
        .Counter32(11, "OutOctets", view => view.EngineCounters.OutOctets)
        .Counter32(12, "OutPkts", view => view.EngineCounters.OutMessages)
        .Counter32(13, "OutDropPkts", view => view.EngineCounters.OutDropped)
        .Counter32(14, "OutNotifys", view => view.EngineCounters.OutNotifies)
        .Counter32(15, "OutP2Exchgs", view => view.EngineCounters.OutChildExchanges)
        .Counter32(16, "OutP2ExchgInvalids", view => view.EngineCounters.OutChildExchangesInvalid)
        .Counter32(17, "OutP2ExchgRejects", view => view.EngineCounters.OutChildExchangesRejected)
        .Counter32(18, "OutP2SaDelRequests", view => view.EngineCounters.OutChildDeletes)
        .Counter32(19, "InitTunnels", view => view.EngineCounters.IkeTunnelsInitiated)
        .Counter32(20, "InitTunnelFails", view => view.EngineCounters.IkeSaFailedLocal)
        .Counter32(21, "RespTunnelFails", view => view.EngineCounters.IkeSaFailedRemote)
        .Counter32(22, "SysCapFails", view => view.EngineCounters.CapacityRefusals)
        .Counter32(23, "AuthFails", view => view.EngineCounters.AuthFailures)
        .Counter32(24, "DecryptFails", view => view.EngineCounters.IkeDecryptionFailures)
        .Counter32(25, "HashValidFails", view => view.EngineCounters.InBadIntegrity)
        .Counter32(26, "NoSaFails", view => view.EngineCounters.InUnknownSpi);

    /// <summary>Malformed, not authentic, for no SA, or dropped before anybody looked.</summary>
    private static ulong InDrops(in EngineCounterReading counters) =>
        counters.InMalformed + counters.InBadIntegrity + counters.InUnknownSpi + counters.InDropped;
}
