using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecLevels.</summary>
internal static class LevelGroup
{
    internal static ReadOnlySpan<uint> Number => [1];

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("cipSec")
        .Integer32(1, "MibLevel", _ => 1);
}
