using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// The 25 traffic counters that follow each other in cipSecTunnelTable and cipSecTunnelHistTable. An octet count is there
/// three times: its low 32 bits, all 64, and the bits above 32. IPComp is not done, so that octets before and after
/// compression are the same.
/// </summary>
internal static class TrafficColumns
{
    private const int High = 32;

    internal static MibObjectList<TRow> Traffic<TRow>(
        this MibObjectList<TRow> columns, uint first, Func<TRow, IpsecCounterReading> read, Func<TRow, IpsecTunnelSnapshot> pair) => columns
        .Octets(first, "InOctets", "HcInOctets", "InOctWraps", row => read(row).InOctets)
        .Octets(first + 3, "InDecompOctets", "HcInDecompOctets", "InDecompOctWraps", row => read(row).InOctets)
        .Counter32(first + 6, "InPkts", row => read(row).InPackets)
        .Counter32(first + 7, "InDropPkts", row => InDrops(read(row)))
        .Counter32(first + 8, "InReplayDropPkts", row => read(row).ReplayDrops)
        .Counter32(first + 9, "InAuths", row => InAuths(read(row)))
        .Counter32(first + 10, "InAuthFails", row => read(row).IntegrityFailures)
        .Counter32(first + 11, "InDecrypts", row => CiscoAlgorithms.Encrypts(pair(row)) ? read(row).InPackets : 0)
        .Counter32(first + 12, "InDecryptFails", row => read(row).DecryptionFailures)
        .Octets(first + 13, "OutOctets", "HcOutOctets", "OutOctWraps", row => read(row).OutOctets)
        .Octets(first + 16, "OutUncompOctets", "HcOutUncompOctets", "OutUncompOctWraps", row => read(row).OutOctets)
        .Counter32(first + 19, "OutPkts", row => read(row).OutPackets)
        .Counter32(first + 20, "OutDropPkts", row => read(row).OutDrops)
        .Counter32(first + 21, "OutAuths", row => read(row).OutPackets)
        .Counter32(first + 22, "OutAuthFails", _ => 0)
        .Counter32(first + 23, "OutEncrypts", row => CiscoAlgorithms.Encrypts(pair(row)) ? read(row).OutPackets : 0)
        .Counter32(first + 24, "OutEncryptFails", row => OutEncryptFails(read(row)));

    /// <summary>One octet count in its three forms.</summary>
    internal static MibObjectList<TRow> Octets<TRow>(
        this MibObjectList<TRow> columns, uint first, string low, string whole, string wraps, Func<TRow, ulong> read) => columns
        .Counter32(first, low, read)
        .Counter64(first + 1, whole, read)
        .Counter32(first + 2, wraps, row => read(row) >> High);

    /// <summary>Inbound drops but for replays, which have a column of their own.</summary>
    internal static ulong InDrops(in IpsecCounterReading total) => total.InDrops - total.ReplayDrops;

    /// <summary>Integrity checks done.</summary>
    internal static ulong InAuths(in IpsecCounterReading total) => total.InPackets + total.IntegrityFailures;

    /// <summary>A sequence number that would wrap is a packet that cannot be encrypted.</summary>
    internal static ulong OutEncryptFails(in IpsecCounterReading total) => total.EncryptionFailures + total.SequenceOverflows;
}
