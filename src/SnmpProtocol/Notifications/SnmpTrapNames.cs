using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Names of SNMPv2-MIB (RFC 3418) that notifications are made of.</summary>
public static class SnmpTrapNames
{
    /// <summary>sysUpTime.0.</summary>
    public static ObjectIdentifier UpTime { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0");

    /// <summary>snmpTrapOID.0.</summary>
    public static ObjectIdentifier TrapOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.4.1.0");

    /// <summary>snmpTrapEnterprise.0.</summary>
    public static ObjectIdentifier TrapEnterprise { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.4.3.0");

    /// <summary>snmpTraps, the parent of the standard notifications.</summary>
    public static ObjectIdentifier StandardTraps { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.5");

    /// <summary>coldStart: the agent started, and its configuration may have changed.</summary>
    public static ObjectIdentifier ColdStart { get; } = StandardTraps.Append(1);

    /// <summary>authenticationFailure: a message was not properly authenticated.</summary>
    public static ObjectIdentifier AuthenticationFailure { get; } = StandardTraps.Append(5);
}
