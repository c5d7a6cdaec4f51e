using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2HistControl: how deep the history and failure tables are, settable and kept over restarts.</summary>
internal static class HistoryControl
{
    /// <summary>Number below myikev2Objects.</summary>
    internal const uint Number = 8;

    internal static MibObjectList<SnmpView> Objects(HistorySizes sizes) => new MibObjectList<SnmpView>("myikev2")
        .WritableGauge32(1, "HistSize", _ => (uint)sizes.Tunnels, Check, (_, size) => sizes.TrySetTunnels((int)size))
        .WritableGauge32(2, "FailSize", _ => (uint)sizes.Failures, Check, (_, size) => sizes.TrySetFailures((int)size))
        .Counter64(3, "HistDropped", static view => view.Registry.History.Dropped);

    private static ErrorStatus Check(SnmpView view, uint size) =>
        HistorySizes.IsPossible(size) ? ErrorStatus.NoError : ErrorStatus.WrongValue;
}
