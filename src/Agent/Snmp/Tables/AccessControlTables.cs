using System.Text;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// vacmContextTable (RFC 3415), index { vacmContextName }: the default context and one for each VRF. Sorted by length first, as
/// the index is.
/// </summary>
internal sealed class ContextTable() : MibTable<SnmpView, string>(
    ObjectIdentifier.Parse("1.3.6.1.6.3.16.1.1.1"), new MibObjectList<string>("vacmContext").Text(1, "Name", name => name, 32))
{
    protected override int CountRows(SnmpView view) => view.Contexts.Length;

    protected override string GetRow(SnmpView view, int position) => view.Contexts[position];

    protected override int WriteIndex(string row, int position, Span<uint> index)
    {
        Span<byte> octets = stackalloc byte[AccessEntry.MaximumContextLength];
        var length = Encoding.UTF8.GetBytes(row, octets);
        index[0] = (uint)length;
        for (var i = 0; i < length; i++)
        {
            index[i + 1] = octets[i];
        }

        return length + 1;
    }
}

/// <summary>vacmSecurityToGroupTable, index { vacmSecurityModel, vacmSecurityName }.</summary>
internal sealed class GroupTable(ViewBasedAccessControl access) : AccessTable<GroupMember>(
    ObjectIdentifier.Parse("1.3.6.1.6.3.16.1.2.1"),
    Columns,
    access.Members,
    member => [(uint)member.Model, .. AccessRow.Index(member.SecurityName)])
{
    private static MibObjectList<GroupMember> Columns => new MibObjectList<GroupMember>("vacmSecurityToGroup")
        .Custom(3, "vacmGroupName", MibSyntax.OctetString, (member, ref writer) => writer.WriteText(member.GroupName))
        .StorageAndStatus(4);
}

/// <summary>vacmAccessTable, index { vacmGroupName, vacmAccessContextPrefix, vacmAccessSecurityModel, vacmAccessSecurityLevel }.</summary>
internal sealed class AccessEntryTable(ViewBasedAccessControl access) : AccessTable<AccessEntry>(
    ObjectIdentifier.Parse("1.3.6.1.6.3.16.1.4.1"),
    Columns,
    access.Entries,
    entry => [.. AccessRow.Index(entry.GroupName), .. AccessRow.Index(entry.ContextPrefix), (uint)entry.Model, (uint)entry.Level])
{
    private static MibObjectList<AccessEntry> Columns => new MibObjectList<AccessEntry>("vacmAccess")
        .Integer32(4, "ContextMatch", entry => entry.MatchesPrefix ? 2 : 1)
        .Text(5, "ReadViewName", entry => entry.ReadView?.Name)
        .Text(6, "WriteViewName", entry => entry.WriteView?.Name)
        .Text(7, "NotifyViewName", entry => entry.NotifyView?.Name)
        .StorageAndStatus(8);
}

/// <summary>vacmViewTreeFamilyTable, index { vacmViewTreeFamilyViewName, vacmViewTreeFamilySubtree }.</summary>
internal sealed class ViewTable(ViewBasedAccessControl access) : AccessTable<ViewTable.Family>(
    ObjectIdentifier.Parse("1.3.6.1.6.3.16.1.5.2.1"),
    Columns,
    access.Views.SelectMany(view => view.Families.Select(family => new Family(view.Name, family))),
    row => [.. AccessRow.Index(row.View), (uint)row.Tree.Subtree.Length, .. row.Tree.Subtree.SubIdentifiers])
{
    /// <summary>vacmViewSpinLock, for managers that want to change views; there is nothing to change.</summary>
    internal static MibObject<SnmpView> SpinLock { get; } = new MibObjectList<SnmpView>("vacmView").Integer32(1, "SpinLock", _ => 0)[0];

    internal static ObjectIdentifier Group { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.16.1.5");

    internal sealed record Family(string View, ViewTreeFamily Tree);

    private static MibObjectList<Family> Columns => new MibObjectList<Family>("vacmViewTreeFamily")
        .Custom(3, "Mask", MibSyntax.OctetString, (row, ref writer) => writer.WriteOctetString(row.Tree.Mask))
        .Integer32(4, "Type", row => row.Tree.Included ? 1 : 2)
        .StorageAndStatus(5);
}
