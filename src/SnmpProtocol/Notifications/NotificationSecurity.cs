using System.Text;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// How messages to a target are made: a row of snmpTargetParamsTable (RFC 3413 section 4.1). A community is a password in
/// clear text and shown by no member.
/// </summary>
public sealed class NotificationSecurity
{
    private readonly byte[] _community;
    private readonly byte[] _securityName;

    private NotificationSecurity(SnmpVersion version, SecurityModel model, string securityName, SecurityLevel level, byte[] community)
    {
        Version = version;
        Model = model;
        SecurityName = securityName;
        Level = level;
        _community = community;
        _securityName = Encoding.UTF8.GetBytes(securityName);
    }

    /// <summary>Version of the messages.</summary>
    public SnmpVersion Version { get; }

    /// <summary>snmpTargetParamsSecurityModel.</summary>
    public SecurityModel Model { get; }

    /// <summary>snmpTargetParamsSecurityName: the user, or what access control calls the community.</summary>
    public string SecurityName { get; }

    /// <summary>snmpTargetParamsSecurityLevel.</summary>
    public SecurityLevel Level { get; }

    internal ReadOnlySpan<byte> Community => _community;

    internal ReadOnlySpan<byte> SecurityNameOctets => _securityName;

    /// <summary>SNMPv1 or v2c with a community.</summary>
    /// <param name="version">v1 or v2c.</param>
    /// <param name="community">1 to 255 octets.</param>
    /// <param name="securityName">What access control calls it.</param>
    /// <exception cref="ArgumentException">The version has no communities, or the community is empty or too long.</exception>
    public static NotificationSecurity OfCommunity(SnmpVersion version, ReadOnlySpan<byte> community, string securityName)
    {
        if (version == SnmpVersion.V3 || community.Length is 0 or > Agent.CommunityTable.MaximumLength)
        {
            throw new ArgumentException("A community of 1 to 255 octets goes with SNMPv1 and v2c.", nameof(community));
        }

        var model = version == SnmpVersion.V1 ? SecurityModel.V1 : SecurityModel.V2c;
        return new NotificationSecurity(version, model, securityName, SecurityLevel.NoAuthNoPriv, community.ToArray());
    }

    /// <summary>SNMPv3 with a user of the user-based security model.</summary>
    public static NotificationSecurity OfUser(string userName, SecurityLevel level) =>
        new(SnmpVersion.V3, SecurityModel.Usm, userName, level, []);
}
