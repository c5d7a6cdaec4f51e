using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>The snmp and snmpSet groups of SNMPv2-MIB (RFC 3418), the objects that are not obsolete.</summary>
internal static class SnmpGroup
{
    /// <summary>Setting of snmpEnableAuthenTraps.</summary>
    private const string AuthenTraps = "snmpEnableAuthenTraps";

    private const int Enabled = 1;
    private const int Disabled = 2;

    internal static ObjectIdentifier Oid { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.11");

    /// <summary>snmpSet.</summary>
    internal static ObjectIdentifier SetOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.6");

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("snmp")
        .Counter32(1, "InPkts", view => view.Agent.Counters.InPackets)
        .Counter32(3, "InBadVersions", view => view.Agent.Counters.InBadVersions)
        .Counter32(4, "InBadCommunityNames", view => view.Agent.Counters.InBadCommunityNames)
        .Counter32(5, "InBadCommunityUses", view => view.Agent.Counters.InBadCommunityUses)
        .Counter32(6, "InASNParseErrs", view => view.Agent.Counters.InAsnParseErrors)
        .WritableInteger32(
            30,
            "EnableAuthenTraps",
            view => (int)(view.Agent.Settings?.Get(AuthenTraps, Disabled) ?? Disabled),
            (_, value) => value is Enabled or Disabled ? ErrorStatus.NoError : ErrorStatus.WrongValue,
            (view, value) => view.Agent.Settings?.TrySet(AuthenTraps, value) ?? false)
        .Counter32(31, "SilentDrops", view => view.Agent.Counters.SilentDrops)
        .Counter32(32, "ProxyDrops", _ => 0); // not a proxy: nothing to drop

    internal static MibObjectList<SnmpView> SetObjects => new MibObjectList<SnmpView>("snmpSet")
        .Writable(
            1,
            "SerialNo",
            MibSyntax.Integer32,
            (view, ref writer) => writer.WriteInteger32(view.Agent.SetSerial.Value),
            new MibSetter<SnmpView>(
                (view, in value) => value.AsInteger32() < 0 ? ErrorStatus.WrongValue
                    : view.Agent.SetSerial.Value == value.AsInteger32() ? ErrorStatus.NoError
                    : ErrorStatus.InconsistentValue,
                (view, in value, out undo) => view.Agent.SetSerial.TryIncrement(value.AsInteger32(), out undo)));
}

/// <summary>
/// snmpSetSerialNo, a TestAndIncr (RFC 2579): setting it to what it is makes it one more, so that managers who read it first
/// and set it together with something else notice each other.
/// </summary>
public sealed class SetSerialNumber
{
    private int _value;

    /// <summary>The value now.</summary>
    public int Value => Volatile.Read(ref _value);

    internal bool TryIncrement(int expected, out Func<bool>? undo)
    {
        var next = expected == int.MaxValue ? 0 : expected + 1;
        undo = () => Interlocked.CompareExchange(ref _value, expected, next) == next;
        return Interlocked.CompareExchange(ref _value, next, expected) == expected;
    }
}
