using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>StorageType and RowStatus of rows that the configuration makes.</summary>
internal static class ConfiguredRow
{
    /// <summary>readOnly(5).</summary>
    internal const int Storage = 5;

    /// <summary>active(1).</summary>
    internal const int Status = 1;

    /// <summary>An SnmpAdminString as an index part without its length: IMPLIED.</summary>
    internal static int WriteName(string name, Span<uint> index)
    {
        Span<byte> octets = stackalloc byte[255];
        var length = Encoding.UTF8.GetBytes(name, octets);
        for (var i = 0; i < length; i++)
        {
            index[i] = octets[i];
        }

        return length;
    }

    /// <summary>Order of IMPLIED names: by octets, a beginning first.</summary>
    internal static int Compare(string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));
}

/// <summary>A table with a row for each target, in the order of the names, which are its index: IMPLIED.</summary>
internal abstract class TargetTable(ObjectIdentifier entry, MibObjectList<NotificationTarget> columns, IEnumerable<NotificationTarget> targets)
    : MibTable<SnmpView, NotificationTarget>(entry, columns)
{
    private readonly NotificationTarget[] _targets = [.. targets.Order(
        Comparer<NotificationTarget>.Create(static (one, other) => ConfiguredRow.Compare(one.Name, other.Name)))];

    protected override int CountRows(SnmpView view) => _targets.Length;

    protected override NotificationTarget GetRow(SnmpView view, int position) => _targets[position];

    protected override int WriteIndex(NotificationTarget row, int position, Span<uint> index) => ConfiguredRow.WriteName(row.Name, index);
}

/// <summary>snmpTargetAddrTable of SNMP-TARGET-MIB, index { IMPLIED snmpTargetAddrName }.</summary>
internal sealed class TargetAddressTable(IEnumerable<NotificationTarget> targets)
    : TargetTable(Group.Append(2, 1), Columns, targets)
{
    // snmpUDPDomain (RFC 3417); transportDomainUdpIpv6 and its form with a zone (RFC 3419).
    private static readonly ObjectIdentifier UdpIpv4 = ObjectIdentifier.Parse("1.3.6.1.6.1.1");
    private static readonly ObjectIdentifier UdpIpv6 = ObjectIdentifier.Parse("1.3.6.1.2.1.100.1.2");
    private static readonly ObjectIdentifier UdpIpv6Zone = ObjectIdentifier.Parse("1.3.6.1.2.1.100.1.4");

    /// <summary>snmpTargetObjects.</summary>
    internal static ObjectIdentifier Group { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.12.1");

    /// <summary>snmpTargetSpinLock: guards changes by managers, of which there are none.</summary>
    internal static MibObject<SnmpView> SpinLock { get; } = new MibObjectList<SnmpView>("snmpTarget").Integer32(1, "SpinLock", _ => 0)[0];

    private static MibObjectList<NotificationTarget> Columns => new MibObjectList<NotificationTarget>("snmpTargetAddr")
        .Identifier(2, "TDomain", DomainOf)
        .Custom(3, "TAddress", MibSyntax.OctetString, WriteAddress)
        .Integer32(4, "Timeout", target => (int)(target.Timeout.Ticks / (TimeSpan.TicksPerMillisecond * 10)))
        .Integer32(5, "RetryCount", target => target.Retries)
        .Text(6, "TagList", target => string.Join(' ', target.Tags))
        .Text(7, "Params", target => target.Name, 32)
        .Integer32(8, "StorageType", _ => ConfiguredRow.Storage)
        .Integer32(9, "RowStatus", _ => ConfiguredRow.Status);

    private static ObjectIdentifier DomainOf(NotificationTarget target) => target.EndPoint switch
    {
        { AddressFamily: AddressFamily.InterNetwork } => UdpIpv4,
        { Address.ScopeId: not 0 } => UdpIpv6Zone,
        _ => UdpIpv6,
    };

    /// <summary>Address, zone index where there is one, and port.</summary>
    private static void WriteAddress(NotificationTarget target, ref BerWriter writer)
    {
        Span<byte> octets = stackalloc byte[22];
        target.EndPoint.Address.TryWriteBytes(octets, out var length);
        if (target.EndPoint is { AddressFamily: AddressFamily.InterNetworkV6, Address.ScopeId: not 0 and var zone })
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets[length..], (uint)zone);
            length += sizeof(uint);
        }

        BinaryPrimitives.WriteUInt16BigEndian(octets[length..], (ushort)target.EndPoint.Port);
        writer.WriteOctetString(octets[..(length + sizeof(ushort))]);
    }
}

/// <summary>snmpTargetParamsTable of SNMP-TARGET-MIB, index { IMPLIED snmpTargetParamsName }: a row for each target.</summary>
internal sealed class TargetParametersTable(IEnumerable<NotificationTarget> targets)
    : TargetTable(TargetAddressTable.Group.Append(3, 1), Columns, targets)
{
    private static MibObjectList<NotificationTarget> Columns => new MibObjectList<NotificationTarget>("snmpTargetParams")
        .Integer32(2, "MPModel", target => (int)target.Security.Version)
        .Integer32(3, "SecurityModel", target => (int)target.Security.Model)
        .Text(4, "SecurityName", target => target.Security.SecurityName)
        .Integer32(5, "SecurityLevel", target => (int)target.Security.Level)
        .Integer32(6, "StorageType", _ => ConfiguredRow.Storage)
        .Integer32(7, "RowStatus", _ => ConfiguredRow.Status);
}

/// <summary>snmpNotifyTable of SNMP-NOTIFICATION-MIB, index { IMPLIED snmpNotifyName }: one row for traps, one for informs.</summary>
internal sealed class NotifyTable() : MibTable<SnmpView, NotificationType>(Group.Append(1, 1), Columns)
{
    // In the order of their names.
    private static readonly NotificationType[] Types = [NotificationType.Inform, NotificationType.Trap];

    /// <summary>snmpNotifyObjects.</summary>
    internal static ObjectIdentifier Group { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.13.1");

    private static MibObjectList<NotificationType> Columns => new MibObjectList<NotificationType>("snmpNotify")
        .Text(2, "Tag", NotificationTargets.TagOf)
        .Integer32(3, "Type", type => (int)type)
        .Integer32(4, "StorageType", _ => ConfiguredRow.Storage)
        .Integer32(5, "RowStatus", _ => ConfiguredRow.Status);

    protected override int CountRows(SnmpView view) => Types.Length;

    protected override NotificationType GetRow(SnmpView view, int position) => Types[position];

    protected override int WriteIndex(NotificationType row, int position, Span<uint> index) =>
        ConfiguredRow.WriteName(NotificationTargets.TagOf(row), index);
}

/// <summary>snmpNotifyFilterProfileTable of SNMP-NOTIFICATION-MIB, index { IMPLIED snmpTargetParamsName }: targets with a filter.</summary>
internal sealed class FilterProfileTable(IEnumerable<NotificationTarget> targets)
    : TargetTable(NotifyTable.Group.Append(2, 1), Columns, targets.Where(target => target.Filter is not null))
{
    private static MibObjectList<NotificationTarget> Columns => new MibObjectList<NotificationTarget>("snmpNotifyFilterProfile")
        .Text(1, "Name", target => target.Filter!.Name, 32)
        .Integer32(2, "StorType", _ => ConfiguredRow.Storage)
        .Integer32(3, "RowStatus", _ => ConfiguredRow.Status);
}

/// <summary>
/// snmpNotifyFilterTable of SNMP-NOTIFICATION-MIB, index { snmpNotifyFilterProfileName, IMPLIED snmpNotifyFilterSubtree }: the
/// filters that targets use.
/// </summary>
internal sealed class FilterTable(IEnumerable<NotificationTarget> targets)
    : MibTable<SnmpView, FilterTable.Row>(NotifyTable.Group.Append(3, 1), Columns)
{
    private const int Included = 1;
    private const int Excluded = 2;

    private readonly Row[] _rows = [.. targets
        .Select(target => target.Filter)
        .OfType<NotificationFilter>()
        .DistinctBy(filter => filter.Name)
        .Order(Comparer<NotificationFilter>.Create(CompareNames))
        .SelectMany(filter => filter.Families, (filter, family) => new Row(filter, family))];

    internal sealed record Row(NotificationFilter Filter, ViewTreeFamily Family);

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("snmpNotifyFilter")
        .Custom(2, "Mask", MibSyntax.OctetString, (row, ref writer) => writer.WriteOctetString(row.Family.Mask))
        .Integer32(3, "Type", row => row.Family.Included ? Included : Excluded)
        .Integer32(4, "StorageType", _ => ConfiguredRow.Storage)
        .Integer32(5, "RowStatus", _ => ConfiguredRow.Status);

    protected override int CountRows(SnmpView view) => _rows.Length;

    protected override Row GetRow(SnmpView view, int position) => _rows[position];

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        var length = ConfiguredRow.WriteName(row.Filter.Name, index[1..]);
        index[0] = (uint)length;
        row.Family.Subtree.SubIdentifiers.CopyTo(index[(1 + length)..]);
        return 1 + length + row.Family.Subtree.Length;
    }

    /// <summary>With its length in front, a shorter name comes first.</summary>
    private static int CompareNames(NotificationFilter one, NotificationFilter other)
    {
        var length = Encoding.UTF8.GetByteCount(one.Name).CompareTo(Encoding.UTF8.GetByteCount(other.Name));
        return length != 0 ? length : ConfiguredRow.Compare(one.Name, other.Name);
    }
}
