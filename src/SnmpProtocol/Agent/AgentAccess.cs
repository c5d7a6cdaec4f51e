using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Who may ask a <see cref="CommandResponder{TView}"/>. By default nobody.</summary>
public sealed record AgentAccess
{
    /// <summary>Communities of versions 1 and 2c.</summary>
    public CommunityTable Communities { get; init; } = new(Array.Empty<byte[]>());

    /// <summary>Rights of communities and users.</summary>
    public ViewBasedAccessControl AccessControl { get; init; } = new([], []);

    /// <summary>Users of version 3; without it messages of that version are not understood.</summary>
    public UsmEngine? Users { get; init; }

    /// <summary>Every community reads everything in the default context, over versions 1 and 2c.</summary>
    public static AgentAccess ReadAll(CommunityTable communities)
    {
        const string Group = "readers";
        var members = communities.SecurityNames.SelectMany(name =>
            (GroupMember[])[new GroupMember(SecurityModel.V1, name, Group), new GroupMember(SecurityModel.V2c, name, Group)]);
        var entry = new AccessEntry { GroupName = Group, Level = SecurityLevel.NoAuthNoPriv, ReadView = MibView.Of("all", "1.3") };
        return new AgentAccess { Communities = communities, AccessControl = new ViewBasedAccessControl(members, [entry]) };
    }
}
