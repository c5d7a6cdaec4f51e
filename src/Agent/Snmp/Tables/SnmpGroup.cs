using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>The snmp group of SNMPv2-MIB (RFC 3418), the objects that are not obsolete.</summary>
internal static class SnmpGroup
{
    /// <summary>disabled(2): this agent sends no notifications.</summary>
    private const int AuthenTrapsDisabled = 2;

    internal static ObjectIdentifier Oid { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.11");

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("snmp")
        .Counter32(1, "InPkts", view => view.Agent.Counters.InPackets)
        .Counter32(3, "InBadVersions", view => view.Agent.Counters.InBadVersions)
        .Counter32(4, "InBadCommunityNames", view => view.Agent.Counters.InBadCommunityNames)
        .Counter32(5, "InBadCommunityUses", view => view.Agent.Counters.InBadCommunityUses)
        .Counter32(6, "InASNParseErrs", view => view.Agent.Counters.InAsnParseErrors)
        .Integer32(30, "EnableAuthenTraps", _ => AuthenTrapsDisabled)
        .Counter32(31, "SilentDrops", view => view.Agent.Counters.SilentDrops)
        .Counter32(32, "ProxyDrops", _ => 0); // not a proxy: nothing to drop
}
