using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2System: the state of the engine in scalars.</summary>
internal static class EngineSystem
{
    /// <summary>Number below myikev2Objects.</summary>
    internal const uint Number = 1;

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("myikev2")
        .Text(1, "Version", view => view.Registry.Engine.Version)
        .TimeTicks(2, "UpTime", view => AgentClock.Hundredths(view.Registry.AsOf - view.Registry.Engine.StartedAt))
        .Gauge32(3, "VpnConfigured", view => (uint)view.Rows.Configured)
        .Gauge32(4, "VpnUp", view => (uint)view.Rows.Up)
        .Gauge32(5, "VpnDown", view => (uint)view.Rows.Down)
        .Gauge32(6, "IkeSaEstablished", view => (uint)view.EngineCounters.Established)
        .Gauge32(7, "IkeSaHalfOpen", view => (uint)view.EngineCounters.HalfOpen)
        .Gauge32(8, "ChildSaInstalled", view => (uint)view.EngineCounters.ChildrenInstalled)
        .TruthValue(9, "CookieActive", view => view.EngineCounters.CookieActive > 0)
        .TimeTicks(10, "VpnTableLastChange", view => view.TimeStamp(view.Rows.LastRowChange))
        .TimeTicks(11, "DiscontinuityTime", view => view.TimeStamp(view.Registry.Engine.StartedAt));
}
