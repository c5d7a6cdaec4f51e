using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecGlobalStats: the traffic of all Child SAs, present and past, since the service started.</summary>
internal static class IpsecStatistics
{
    internal static ReadOnlySpan<uint> Number => [3, 1];

    internal static MibObjectList<SnmpView> Objects(CiscoMib mib) => new MibObjectList<SnmpView>("cipSecGlobal")
        .Gauge32(1, "ActiveTunnels", view => (uint)mib.RowsOf(view).Ipsec.Count)
        .Counter32(2, "PreviousTunnels", view => view.EngineCounters.ChildTunnelsEnded)
        .Octets(3, "InOctets", "HcInOctets", "InOctWraps", view => view.Traffic.InOctets)
        .Octets(6, "InDecompOctets", "HcInDecompOctets", "InDecompOctWraps", view => view.Traffic.InOctets)
        .Counter32(9, "InPkts", view => view.Traffic.InPackets)
        .Counter32(10, "InDrops", view => view.Traffic.Sum(TrafficColumns.InDrops))
        .Counter32(11, "InReplayDrops", view => view.Traffic.ReplayDrops)
        .Counter32(12, "InAuths", view => view.Traffic.Sum(TrafficColumns.InAuths))
        .Counter32(13, "InAuthFails", view => view.Traffic.IntegrityFailures)
        .Counter32(14, "InDecrypts", view => view.Traffic.InDecryptions)
        .Counter32(15, "InDecryptFails", view => view.Traffic.DecryptionFailures)
        .Octets(16, "OutOctets", "HcOutOctets", "OutOctWraps", view => view.Traffic.OutOctets)
        .Octets(19, "OutUncompOctets", "HcOutUncompOctets", "OutUncompOctWraps", view => view.Traffic.OutOctets)
        .Counter32(22, "OutPkts", view => view.Traffic.OutPackets)
        .Counter32(23, "OutDrops", view => view.Traffic.OutDrops)
        .Counter32(24, "OutAuths", view => view.Traffic.OutPackets)
        .Counter32(25, "OutAuthFails", _ => 0)
        .Counter32(26, "OutEncrypts", view => view.Traffic.OutEncryptions)
        .Counter32(27, "OutEncryptFails", view => view.Traffic.Sum(TrafficColumns.OutEncryptFails))
        .Counter32(28, "ProtocolUseFails", view => view.Traffic.SelectorMismatches + view.Traffic.NoPolicyDrops)
        .Counter32(29, "NoSaFails", view => view.EngineCounters.EspUnknownSpi + view.EngineCounters.HeldDrops)
        .Counter32(30, "SysCapFails", view => view.EngineCounters.PacketCapacityDrops);
}
