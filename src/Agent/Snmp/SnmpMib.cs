using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp;

/// <summary>What is served, shared by everything that serves it: the agent's own port and the AgentX subagent.</summary>
/// <param name="Root">Arc of MYIKEV2-MIB.</param>
/// <param name="Tree">All scalars and tables.</param>
/// <param name="Source">Where a request gets its view.</param>
internal sealed record SnmpMib(ObjectIdentifier Root, MibTree<SnmpView> Tree, SnmpViewSource Source);
