using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>
/// Collects the rows of access control: the configured groups, and for whoever names none a group that reads.
/// </summary>
internal sealed class SnmpRights
{
    private readonly List<GroupMember> _members = [];
    private readonly List<AccessEntry> _entries = [];

    internal SnmpRights(SnmpOptions options)
    {
        var views = options.Views.ToDictionary(view => view.Name, SnmpViews.Make);
        views[SnmpViews.AllName] = SnmpViews.All;
        foreach (var group in options.Groups)
        {
            _entries.AddRange(group.Rights.Select(right => new AccessEntry
            {
                GroupName = group.Name,
                ContextPrefix = right.Context,
                MatchesPrefix = right.ContextIsPrefix,
                Level = SnmpLevels.Parse(right.Level) ?? SecurityLevel.AuthPriv,
                ReadView = views.GetValueOrDefault(right.Read),
                WriteView = views.GetValueOrDefault(right.Write),
                NotifyView = views.GetValueOrDefault(right.Notify),
            }));
        }
    }

    internal void AddCommunity(string name, SnmpCommunityOptions options)
    {
        var group = options.Group.Length > 0 ? options.Group : AddReaders("communities", SecurityLevel.NoAuthNoPriv, SnmpViews.WithoutAccess);
        _members.Add(new GroupMember(SecurityModel.V1, name, group));
        _members.Add(new GroupMember(SecurityModel.V2c, name, group));
    }

    internal void AddUser(SnmpUserOptions options, SecurityLevel highest)
    {
        var group = options.Group.Length > 0 ? options.Group : AddReaders($"users with {highest}", highest, SnmpViews.All);
        _members.Add(new GroupMember(SecurityModel.Usm, options.Name, group));
    }

    internal ViewBasedAccessControl Build() => new(_members, _entries);

    /// <summary>The group of those that name none; its name ends so that no configured one is meant by chance.</summary>
    private string AddReaders(string who, SecurityLevel level, MibView view)
    {
        var group = $"({who})";
        if (!_entries.Exists(entry => entry.GroupName == group))
        {
            _entries.Add(new AccessEntry { GroupName = group, MatchesPrefix = true, Level = level, ReadView = view, NotifyView = view });
        }

        return group;
    }
}
