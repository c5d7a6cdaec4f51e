using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// The scalars that can be set: cipSecHistGlobalCntl, cipSecFailGlobalCntl and cipSecTrapCntl. What is set is kept over
/// restarts. Without a <see cref="CiscoControl"/> they are read-only.
/// </summary>
internal static class ControlObjects
{
    private const int Ready = 1;
    private const int Checkpoint = 2;
    private const int Enabled = 1;
    private const int Disabled = 2;

    internal static ReadOnlySpan<uint> HistoryGroup => [4, 1, 1];

    internal static ReadOnlySpan<uint> FailureGroup => [5, 1, 1];

    internal static ReadOnlySpan<uint> TrapGroup => [6];

    internal static MibObjectList<SnmpView> History(CiscoControl? control) => new MibObjectList<SnmpView>("cipSecHist")
        .Size(1, "TableSize", view => view.Registry.History.TunnelDepth, control is null ? null : control.Sizes.TrySetTunnels)
        .Switch(2, "CheckPoint", _ => Ready, control is null ? null : (_, value) => value == Ready || control.Checkpoint());

    internal static MibObjectList<SnmpView> Failures(CiscoControl? control) => new MibObjectList<SnmpView>("cipSec")
        .Size(1, "FailTableSize", view => view.Registry.History.FailureDepth, control is null ? null : control.Sizes.TrySetFailures);

    /// <summary>TrapStatus, all disabled until somebody enables one: MYIKEV2-MIB has notifications for the same events.</summary>
    internal static MibObjectList<SnmpView> Traps(CiscoControl? control)
    {
        const string Prefix = "cipSecTrapCntl";
        string[] names =
        [
            "IkeTunnelStart", "IkeTunnelStop", "IkeSysFailure", "IkeCertCrlFailure", "IkeProtocolFail", "IkeNoSa",
            "IpSecTunnelStart", "IpSecTunnelStop", "IpSecSysFailure", "IpSecSetUpFailure", "IpSecEarlyTunTerm",
            "IpSecProtocolFail", "IpSecNoSa",
        ];
        var objects = new MibObjectList<SnmpView>(Prefix);
        for (var i = 0; i < names.Length; i++)
        {
            var setting = Prefix + names[i];
            objects.Switch(
                (uint)i + 1,
                names[i],
                _ => control?.Settings.Get(setting, Disabled) == Enabled ? Enabled : Disabled,
                control is null ? null : (_, value) => control.Settings.TrySet(setting, value));
        }

        return objects;
    }

    /// <summary>1 and up; MYIKEV2-MIB can also set 0.</summary>
    private static MibObjectList<SnmpView> Size(
        this MibObjectList<SnmpView> objects, uint number, string name, Func<SnmpView, int> read, Func<int, bool>? set)
    {
        int AtLeastOne(SnmpView view) => Math.Max(1, read(view));
        return set is null
            ? objects.Integer32(number, name, AtLeastOne)
            : objects.WritableInteger32(
                number,
                name,
                AtLeastOne,
                (_, value) => value >= 1 && HistorySizes.IsPossible(value) ? ErrorStatus.NoError : ErrorStatus.WrongValue,
                (_, value) => set(value));
    }

    /// <summary>One of two numbers.</summary>
    private static MibObjectList<SnmpView> Switch(
        this MibObjectList<SnmpView> objects, uint number, string name, Func<SnmpView, int> read, Func<SnmpView, int, bool>? set) =>
        set is null
            ? objects.Integer32(number, name, read)
            : objects.WritableInteger32(
                number, name, read, (_, value) => value is 1 or 2 ? ErrorStatus.NoError : ErrorStatus.WrongValue, set);
}
