using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// The ten objects that name the algorithms of both directions, in cipSecTunnelTable and cipSecTunnelHistTable. IKEv2
/// negotiates both directions together. IPComp is not done.
/// </summary>
internal static class AlgorithmColumns
{
    private const int NoCompression = 1;

    internal static MibObjectList<TRow> Algorithms<TRow>(
        this MibObjectList<TRow> columns, uint first, Func<TRow, IpsecTunnelSnapshot> read, Func<TRow, bool> strict) => columns
        .Direction(first, "In", "Decomp", read, strict)
        .Direction(first + 5, "Out", "Comp", read, strict);

    private static MibObjectList<TRow> Direction<TRow>(
        this MibObjectList<TRow> columns, uint first, string direction, string compression, Func<TRow, IpsecTunnelSnapshot> read, Func<TRow, bool> strict) => columns
        .Integer32(first, direction + "SaDiffHellmanGrp", row => CiscoAlgorithms.Group(read(row).KeyExchange, strict(row)))
        .Integer32(first + 1, direction + "SaEncryptAlgo", row => CiscoAlgorithms.Encryption(EncryptionOf(read(row)), strict(row)))
        .Integer32(first + 2, direction + "SaAhAuthAlgo", row => CiscoAlgorithms.Integrity(IntegrityOf(read(row), IpsecProtocol.Ah), strict(row)))
        .Integer32(first + 3, direction + "SaEspAuthAlgo", row => CiscoAlgorithms.Integrity(IntegrityOf(read(row), IpsecProtocol.Esp), strict(row)))
        .Integer32(first + 4, $"{direction}Sa{compression}Algo", _ => NoCompression);

    private static AlgorithmInfo EncryptionOf(IpsecTunnelSnapshot pair) => pair.Protocol == IpsecProtocol.Esp ? pair.Encryption : AlgorithmInfo.None;

    private static AlgorithmInfo IntegrityOf(IpsecTunnelSnapshot pair, IpsecProtocol protocol) =>
        pair.Protocol == protocol ? pair.Integrity : AlgorithmInfo.None;
}
