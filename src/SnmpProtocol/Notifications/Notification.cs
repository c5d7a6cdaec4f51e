using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// One notification: its name, when it arose and its variable bindings, encoded once however many targets it goes to.
/// Immutable; made by a <see cref="NotificationBuilder"/>.
/// </summary>
public sealed class Notification
{
    private readonly byte[] _varBinds;
    private readonly int _objectsStart;

    internal Notification(
        ObjectIdentifier name, uint upTime, byte[] varBinds, int objectsStart, bool hasCounter64, ObjectIdentifier? enterprise)
    {
        Name = name;
        UpTime = upTime;
        _varBinds = varBinds;
        _objectsStart = objectsStart;
        HasCounter64 = hasCounter64;
        Enterprise = enterprise;
    }

    /// <summary>snmpTrapOID: the NOTIFICATION-TYPE.</summary>
    public ObjectIdentifier Name { get; }

    /// <summary>sysUpTime when it arose, in hundredths of a second.</summary>
    public uint UpTime { get; }

    /// <summary>The content of the variable-bindings SEQUENCE: sysUpTime.0, snmpTrapOID.0, then the objects.</summary>
    public ReadOnlySpan<byte> VarBinds => _varBinds;

    /// <summary>The variable bindings behind sysUpTime.0 and snmpTrapOID.0.</summary>
    public ReadOnlySpan<byte> Objects => _varBinds.AsSpan(_objectsStart);

    /// <summary>A value is a Counter64: the notification has no SNMPv1 form (RFC 3584 section 3.2).</summary>
    public bool HasCounter64 { get; }

    /// <summary>The value of its snmpTrapEnterprise.0, if it has one.</summary>
    public ObjectIdentifier? Enterprise { get; }

    /// <summary>Enumerates <see cref="Objects"/>.</summary>
    public VarBindReader ReadObjects() => new(Objects);
}
