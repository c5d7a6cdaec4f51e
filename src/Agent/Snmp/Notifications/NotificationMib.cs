using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// What managers see of notifications and may set: SNMP-TARGET-MIB and SNMP-NOTIFICATION-MIB (RFC 3413), read-only because
/// targets come from the configuration, and myikev2NotifControl. Thread-safe.
/// </summary>
public sealed class NotificationMib
{
    private const uint Control = 13;

    private readonly ISnmpSettings _settings;

    /// <summary>Makes it from the options.</summary>
    public NotificationMib(IOptions<NotificationOptions> options, ISnmpSettings settings, SnmpSecurity? security = null)
    {
        _settings = settings;
        Targets = NotificationTargets.Make(options.Value, security is null ? null : security.SecurityNameOf);
        Switches = new NotificationSwitches(settings, options.Value.MaxPerMinute);
    }

    /// <summary>The receivers.</summary>
    internal NotificationTarget[] Targets { get; }

    /// <summary>What is switched on.</summary>
    internal NotificationSwitches Switches { get; }

    /// <summary>Ceiling and storm rule, with the count behind myikev2NotifSuppressed.</summary>
    internal NotificationThrottle Throttle { get; } = new();

    /// <summary>Every scalar and table.</summary>
    /// <param name="root">Arc of MYIKEV2-MIB.</param>
    internal IEnumerable<MibNode<SnmpView>> Nodes(ObjectIdentifier root)
    {
        var group = root.Append(MibRoot.Objects, Control);
        return
        [
            .. ControlObjects().Select(definition => new MibScalar<SnmpView>(group, definition)),
            new MibScalar<SnmpView>(TargetAddressTable.Group, TargetAddressTable.SpinLock),
            new TargetAddressTable(Targets),
            new TargetParametersTable(Targets),
            new NotifyTable(),
            new FilterProfileTable(Targets),
            new FilterTable(Targets),
        ];
    }

    private MibObjectList<SnmpView> ControlObjects() => new MibObjectList<SnmpView>("myikev2Notif")
        .Writable(1, "Enable", MibSyntax.OctetString, (_, ref writer) => WriteEnabled(ref writer), new MibSetter<SnmpView>(CheckEnabled, CommitEnabled))
        .WritableGauge32(
            2,
            "MaxPerMinute",
            _ => (uint)Switches.MaximumPerMinute,
            (_, value) => value <= NotificationThrottle.LargestCeiling ? ErrorStatus.NoError : ErrorStatus.WrongValue,
            (_, value) => _settings.TrySet(NotificationSwitches.MaximumPerMinuteName, value))
        .Counter64(3, "Suppressed", _ => Throttle.Suppressed);

    private void WriteEnabled(ref BerWriter writer)
    {
        Span<byte> octets = stackalloc byte[NotificationBits.Length];
        NotificationBits.Write(Switches.Enabled, octets);
        writer.WriteOctetString(octets);
    }

    private static ErrorStatus CheckEnabled(SnmpView view, in VarBindValue value) =>
        NotificationBits.TryRead(value.Content, out _) ? ErrorStatus.NoError : ErrorStatus.WrongValue;

    private bool CommitEnabled(SnmpView view, in VarBindValue value, out Func<bool>? undo)
    {
        var before = Switches.Enabled;
        undo = () => _settings.TrySet(NotificationSwitches.EnableName, (long)before);
        return NotificationBits.TryRead(value.Content, out var kinds) && _settings.TrySet(NotificationSwitches.EnableName, (long)kinds);
    }
}
