using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// usmUserTable (RFC 3414), index { usmUserEngineID, usmUserName }: the users of this engine. The columns that change keys are
/// empty when read, as the RFC has it, and cannot be set: users are configured.
/// </summary>
internal sealed class UserTable(SnmpSecurity security) : AccessTable<UsmUser>(
    ObjectIdentifier.Parse("1.3.6.1.6.3.15.1.2.2.1"),
    Columns,
    security.Engine.Users,
    user => [.. AccessRow.Index(security.State.EngineId), .. AccessRow.Index(user.NameOctets)])
{
    /// <summary>usmUserSpinLock, for managers that want to change users; there is nothing to change.</summary>
    internal static MibObject<SnmpView> SpinLock { get; } = new MibObjectList<SnmpView>("usmUser").Integer32(1, "SpinLock", _ => 0)[0];

    internal static ObjectIdentifier Group { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.15.1.2");

    private static readonly ObjectIdentifier ZeroDotZero = new(0, 0);

    private static MibObjectList<UsmUser> Columns => new MibObjectList<UsmUser>("usmUser")
        .Text(3, "SecurityName", user => user.Name)
        .Identifier(4, "CloneFrom", _ => ZeroDotZero)
        .Identifier(5, "AuthProtocol", user => user.AuthenticationProtocolName)
        .Text(6, "AuthKeyChange", _ => string.Empty)
        .Text(7, "OwnAuthKeyChange", _ => string.Empty)
        .Identifier(8, "PrivProtocol", user => user.PrivacyProtocolName)
        .Text(9, "PrivKeyChange", _ => string.Empty)
        .Text(10, "OwnPrivKeyChange", _ => string.Empty)
        .Text(11, "Public", _ => string.Empty)
        .StorageAndStatus(12);
}
