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
    /// <summary>Inbound drops but for replays, which have a column of their own.</summary>
    internal const IpsecCounterCells InDrops = IpsecCounterCells.InDrops & ~IpsecCounterCells.ReplayDrops;

    /// <summary>Integrity checks done.</summary>
    internal const IpsecCounterCells InAuths = IpsecCounterCells.InPackets | IpsecCounterCells.IntegrityFailures;

    /// <summary>A sequence number that would wrap is a packet that cannot be encrypted.</summary>
    internal const IpsecCounterCells OutEncryptFails = IpsecCounterCells.EncryptionFailures | IpsecCounterCells.SequenceOverflows;

    private const int High = 32;

    internal static MibObjectList<TRow> Traffic<TRow>(
        this MibObjectList<TRow> columns, uint first, Func<TRow, IpsecCounterCells, ulong> sum, Func<TRow, IpsecTunnelSnapshot> pair) => columns
        .Octets(first, "InOctets", "HcInOctets", "InOctWraps", row => sum(row, IpsecCounterCells.InOctets))
        .Octets(first + 3, "InDecompOctets", "HcInDecompOctets", "InDecompOctWraps", row => sum(row, IpsecCounterCells.InOctets))
        .Counter32(first + 6, "InPkts", row => sum(row, IpsecCounterCells.InPackets))
        .Counter32(first + 7, "InDropPkts", row => sum(row, InDrops))
        .Counter32(first + 8, "InReplayDropPkts", row => sum(row, IpsecCounterCells.ReplayDrops))
        .Counter32(first + 9, "InAuths", row => sum(row, InAuths))
        .Counter32(first + 10, "InAuthFails", row => sum(row, IpsecCounterCells.IntegrityFailures))
        .Counter32(first + 11, "InDecrypts", row => CiscoAlgorithms.Encrypts(pair(row)) ? sum(row, IpsecCounterCells.InPackets) : 0)
        .Counter32(first + 12, "InDecryptFails", row => sum(row, IpsecCounterCells.DecryptionFailures))
        .Octets(first + 13, "OutOctets", "HcOutOctets", "OutOctWraps", row => sum(row, IpsecCounterCells.OutOctets))
        .Octets(first + 16, "OutUncompOctets", "HcOutUncompOctets", "OutUncompOctWraps", row => sum(row, IpsecCounterCells.OutOctets))
        .Counter32(first + 19, "OutPkts", row => sum(row, IpsecCounterCells.OutPackets))
        .Counter32(first + 20, "OutDropPkts", row => sum(row, IpsecCounterCells.OutDrops))
        .Counter32(first + 21, "OutAuths", row => sum(row, IpsecCounterCells.OutPackets))
        .Counter32(first + 22, "OutAuthFails", _ => 0)
        .Counter32(first + 23, "OutEncrypts", row => CiscoAlgorithms.Encrypts(pair(row)) ? sum(row, IpsecCounterCells.OutPackets) : 0)
        .Counter32(first + 24, "OutEncryptFails", row => sum(row, OutEncryptFails));

    /// <summary>One octet count in its three forms.</summary>
    internal static MibObjectList<TRow> Octets<TRow>(
        this MibObjectList<TRow> columns, uint first, string low, string whole, string wraps, Func<TRow, ulong> read) => columns
        .Counter32(first, low, read)
        .Counter64(first + 1, whole, read)
        .Counter32(first + 2, wraps, row => read(row) >> High);
}
