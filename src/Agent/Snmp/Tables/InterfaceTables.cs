using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// The interfaces group of IF-MIB (RFC 2863) for tunnel devices, index { ifIndex }, the host's number. Other interfaces are
/// the business of the host's own agent.
/// </summary>
internal static class Interfaces
{
    /// <summary>interfaces.</summary>
    internal static ObjectIdentifier Group { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.2");

    /// <summary>ifMIBObjects.</summary>
    internal static ObjectIdentifier ExtensionGroup { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.31.1");

    internal static MibObjectList<SnmpView> Scalars => new MibObjectList<SnmpView>("if")
        .Integer32(1, "Number", static view => view.Registry.TunnelDevices.Count);

    internal static MibObjectList<SnmpView> ExtensionScalars => new MibObjectList<SnmpView>("if")
        .TimeTicks(5, "TableLastChange", static _ => 0);

    internal readonly record struct Row(SnmpView View, TunnelDeviceInfo Device);

    /// <summary>A gauge that the speed does not fit into shows its largest value; ifHighSpeed has the true one.</summary>
    internal static uint Speed(ulong bitsPerSecond) => (uint)Math.Min(bitsPerSecond, uint.MaxValue);

    /// <summary>The device carries all vpns: with one of them it has its name.</summary>
    internal static string Alias(SnmpView view) => view.Registry.Configuration is [var only] ? only.Name : string.Empty;
}

/// <summary>ifTable, the columns that are not deprecated.</summary>
internal sealed class InterfaceTable() : MibTable<SnmpView, Interfaces.Row>(Interfaces.Group.Append(2, 1), Columns)
{
    /// <summary>tunnel(131) of IANAifType.</summary>
    private const int Tunnel = 131;

    private static MibObjectList<Interfaces.Row> Columns => new MibObjectList<Interfaces.Row>("if")
        .Integer32(1, "Index", static row => row.Device.Index)
        .Text(2, "Descr", static row => row.Device.Name)
        .Integer32(3, "Type", static _ => Tunnel)
        .Integer32(4, "Mtu", static row => row.Device.Mtu)
        .Gauge32(5, "Speed", static row => Interfaces.Speed(row.Device.Speed))
        .Custom(6, "PhysAddress", MibSyntax.OctetString, static (_, ref writer) => writer.WriteOctetString([]))
        .Integer32(7, "AdminStatus", static row => row.Device.IsEnabled ? 1 : 2)
        .Integer32(8, "OperStatus", static row => row.Device.IsUp ? 1 : 2)
        .TimeTicks(9, "LastChange", static row => row.View.TimeStamp(row.Device.LastChange))
        .Counter32(10, "InOctets", static row => row.Device.InOctets)
        .Counter32(11, "InUcastPkts", static row => row.Device.InPackets)
        .Counter32(13, "InDiscards", static row => row.Device.InDiscards)
        .Counter32(14, "InErrors", static row => row.Device.InErrors)
        .Counter32(15, "InUnknownProtos", static _ => 0)
        .Counter32(16, "OutOctets", static row => row.Device.OutOctets)
        .Counter32(17, "OutUcastPkts", static row => row.Device.OutPackets)
        .Counter32(19, "OutDiscards", static row => row.Device.OutDiscards)
        .Counter32(20, "OutErrors", static row => row.Device.OutErrors);

    protected override int CountRows(SnmpView view) => view.Registry.TunnelDevices.Count;

    protected override Interfaces.Row GetRow(SnmpView view, int position) => new(view, view.Registry.TunnelDevices[position]);

    protected override int WriteIndex(Interfaces.Row row, int position, Span<uint> index)
    {
        index[0] = (uint)row.Device.Index;
        return 1;
    }
}

/// <summary>ifXTable. A tunnel device does not tell unicast from multicast: all packets count as unicast.</summary>
internal sealed class InterfaceExtensionTable() : MibTable<SnmpView, Interfaces.Row>(Interfaces.ExtensionGroup.Append(1, 1), Columns)
{
    private const int Disabled = 2;
    private const ulong Million = 1_000_000;

    private static MibObjectList<Interfaces.Row> Columns => new MibObjectList<Interfaces.Row>("if")
        .Text(1, "Name", static row => row.Device.Name)
        .Counter32(2, "InMulticastPkts", static _ => 0)
        .Counter32(3, "InBroadcastPkts", static _ => 0)
        .Counter32(4, "OutMulticastPkts", static _ => 0)
        .Counter32(5, "OutBroadcastPkts", static _ => 0)
        .Counter64(6, "HCInOctets", static row => row.Device.InOctets)
        .Counter64(7, "HCInUcastPkts", static row => row.Device.InPackets)
        .Counter64(8, "HCInMulticastPkts", static _ => 0)
        .Counter64(9, "HCInBroadcastPkts", static _ => 0)
        .Counter64(10, "HCOutOctets", static row => row.Device.OutOctets)
        .Counter64(11, "HCOutUcastPkts", static row => row.Device.OutPackets)
        .Counter64(12, "HCOutMulticastPkts", static _ => 0)
        .Counter64(13, "HCOutBroadcastPkts", static _ => 0)
        .Integer32(14, "LinkUpDownTrapEnable", static _ => Disabled)
        .Gauge32(15, "HighSpeed", static row => Interfaces.Speed((row.Device.Speed + (Million / 2)) / Million))
        .TruthValue(16, "PromiscuousMode", static _ => false)
        .TruthValue(17, "ConnectorPresent", static _ => false)
        .Text(18, "Alias", static row => Interfaces.Alias(row.View), 64)
        .TimeTicks(19, "CounterDiscontinuityTime", static _ => 0);

    protected override int CountRows(SnmpView view) => view.Registry.TunnelDevices.Count;

    protected override Interfaces.Row GetRow(SnmpView view, int position) => new(view, view.Registry.TunnelDevices[position]);

    protected override int WriteIndex(Interfaces.Row row, int position, Span<uint> index)
    {
        index[0] = (uint)row.Device.Index;
        return 1;
    }
}
