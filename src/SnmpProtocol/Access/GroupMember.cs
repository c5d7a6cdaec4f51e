using System.Text;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Access;

/// <summary>A row of vacmSecurityToGroupTable (RFC 3415): a security name of a security model belongs to one group.</summary>
public sealed record GroupMember
{
    /// <summary>Longest name (SnmpAdminString of that table).</summary>
    public const int MaximumLength = 32;

    /// <summary>Makes a row.</summary>
    /// <exception cref="ArgumentException">The model is not a single one, or a name is empty or too long.</exception>
    public GroupMember(SecurityModel model, string securityName, string groupName)
    {
        if (model == SecurityModel.Any)
        {
            throw new ArgumentException("A group member has one security model.", nameof(model));
        }

        Model = model;
        SecurityName = AccessName.Check(securityName, MaximumLength, nameof(securityName));
        GroupName = AccessName.Check(groupName, MaximumLength, nameof(groupName));
        SecurityNameOctets = Encoding.UTF8.GetBytes(securityName);
    }

    /// <summary>The security model.</summary>
    public SecurityModel Model { get; }

    /// <summary>The user name, or what the community is mapped to.</summary>
    public string SecurityName { get; }

    /// <summary>The group.</summary>
    public string GroupName { get; }

    internal byte[] SecurityNameOctets { get; }
}

/// <summary>What all names of access control have in common.</summary>
internal static class AccessName
{
    internal static string Check(string name, int maximumLength, string parameter) =>
        Encoding.UTF8.GetByteCount(name) is >= 1 and var length && length <= maximumLength
            ? name
            : throw new ArgumentException($"A name has 1 to {maximumLength} octets.", parameter);
}
