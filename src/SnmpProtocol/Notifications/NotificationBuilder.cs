using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Writes the value of one variable binding.</summary>
public delegate void VarBindValueWriter<in TSource>(TSource source, ref BerWriter writer);

/// <summary>
/// Puts a notification together. One builder serves many notifications, one after the other; it belongs to one thread.
/// </summary>
public sealed class NotificationBuilder
{
    /// <summary>Most octets of variable bindings; a notification should fit a datagram, and ours stay far below.</summary>
    public const int MaximumLength = 16_384;

    private readonly byte[] _buffer = new byte[MaximumLength];
    private ObjectIdentifier? _name;
    private ObjectIdentifier? _enterprise;
    private uint _upTime;
    private int _objectsStart;
    private int _length;
    private bool _hasCounter64;

    /// <summary>Begins a notification: writes sysUpTime.0 and snmpTrapOID.0 (RFC 3416 section 4.2.6).</summary>
    public NotificationBuilder Begin(ObjectIdentifier name, uint upTime)
    {
        _name = name;
        _upTime = upTime;
        _enterprise = null;
        _hasCounter64 = false;
        _length = 0;
        Add(SnmpTrapNames.UpTime, upTime, static (value, ref writer) => writer.WriteTimeTicks(value));
        Add(SnmpTrapNames.TrapOid, name, static (value, ref writer) => writer.WriteObjectIdentifier(value));
        _objectsStart = _length;
        return this;
    }

    /// <summary>Adds a variable binding.</summary>
    /// <param name="instance">Name of the object instance.</param>
    /// <param name="source">What the value is read from.</param>
    /// <param name="write">Writes the value.</param>
    /// <exception cref="InvalidOperationException">The notification grows beyond <see cref="MaximumLength"/>, or no value was written.</exception>
    public NotificationBuilder Add<TSource>(ObjectIdentifier instance, TSource source, VarBindValueWriter<TSource> write)
    {
        var writer = new BerWriter(_buffer.AsSpan(_length));
        var start = writer.BeginSequence();
        writer.WriteObjectIdentifier(instance);
        var value = writer.Position;
        write(source, ref writer);
        var hasValue = writer.Position > value;
        var isCounter64 = hasValue && _buffer[_length + value] == (byte)BerTag.Counter64;
        writer.EndSequence(start);
        if (writer.Overflowed || !hasValue)
        {
            throw new InvalidOperationException($"The value of {instance} {(hasValue ? "does not fit" : "is missing")}.");
        }

        _hasCounter64 |= isCounter64;
        _length += writer.Position;
        return this;
    }

    /// <summary>Adds snmpTrapEnterprise.0, which names the enterprise of the SNMPv1 form of a standard notification.</summary>
    public NotificationBuilder AddEnterprise(ObjectIdentifier enterprise)
    {
        _enterprise = enterprise;
        return Add(SnmpTrapNames.TrapEnterprise, enterprise, static (value, ref writer) => writer.WriteObjectIdentifier(value));
    }

    /// <summary>The notification that was begun last.</summary>
    /// <exception cref="InvalidOperationException">None was begun.</exception>
    public Notification Build() => new(
        _name ?? throw new InvalidOperationException("No notification was begun."),
        _upTime,
        _buffer.AsSpan(0, _length).ToArray(),
        _objectsStart,
        _hasCounter64,
        _enterprise);
}
