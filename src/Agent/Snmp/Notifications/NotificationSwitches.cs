using MyIkev2.Agent.Snmp.State;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>Bits of myikev2NotifEnable, by their number in the MIB module.</summary>
[Flags]
public enum NotificationKinds
{
    /// <summary>vpnUpDown(0).</summary>
    VpnUpDown = 1 << 0,

    /// <summary>childUpDown(1).</summary>
    ChildUpDown = 1 << 1,

    /// <summary>rekeyFailed(2).</summary>
    RekeyFailed = 1 << 2,

    /// <summary>authFailed(3).</summary>
    AuthFailed = 1 << 3,

    /// <summary>peerDead(4).</summary>
    PeerDead = 1 << 4,

    /// <summary>halfOpen(5).</summary>
    HalfOpen = 1 << 5,

    /// <summary>certExpiring(6).</summary>
    CertExpiring = 1 << 6,

    /// <summary>configReloaded(7).</summary>
    ConfigReloaded = 1 << 7,

    /// <summary>engineStart(8).</summary>
    EngineStart = 1 << 8,

    /// <summary>Every bit.</summary>
    All = (1 << 9) - 1,
}

/// <summary>
/// What managers have switched on and off. The settings are those of the MIB objects of the same name, so a SET counts from
/// the next notification on and survives a restart. MYIKEV2-MIB's notifications are on unless switched off, those of the
/// Cisco module, which say the same things again, and authenticationFailure the other way round.
/// </summary>
public sealed class NotificationSwitches(ISnmpSettings settings, int defaultMaximumPerMinute = NotificationSwitches.DefaultMaximumPerMinute)
{
    /// <summary>The object and setting that holds <see cref="Enabled"/>, bit n of the MIB as bit n of the number.</summary>
    public const string EnableName = "myikev2NotifEnable";

    /// <summary>The object and setting that holds <see cref="MaximumPerMinute"/>.</summary>
    public const string MaximumPerMinuteName = "myikev2NotifMaxPerMinute";

    /// <summary>The object and setting of authenticationFailure: enabled(1), disabled(2).</summary>
    public const string AuthenticationTrapsName = "snmpEnableAuthenTraps";

    /// <summary>Notifications in a minute until somebody says otherwise.</summary>
    public const int DefaultMaximumPerMinute = 300;

    private const long On = 1;
    private const long Off = 2;

    /// <summary>myikev2NotifEnable.</summary>
    public NotificationKinds Enabled => (NotificationKinds)settings.Get(EnableName, (long)NotificationKinds.All) & NotificationKinds.All;

    /// <summary>myikev2NotifMaxPerMinute; 0 for no ceiling.</summary>
    public int MaximumPerMinute => (int)Math.Clamp(settings.Get(MaximumPerMinuteName, defaultMaximumPerMinute), 0, NotificationThrottle.LargestCeiling);

    /// <summary>snmpEnableAuthenTraps.</summary>
    public bool AuthenticationTraps => settings.Get(AuthenticationTrapsName, Off) == On;

    /// <summary>A TrapStatus of cipSecTrapCntl, by the name of its object.</summary>
    public bool IsEnabled(string trapControl) => settings.Get(trapControl, Off) == On;
}

/// <summary>BITS on the wire (RFC 2578 section 7.1.4): bit 0 is the highest of the first octet.</summary>
public static class NotificationBits
{
    /// <summary>Octets that hold all bits.</summary>
    public const int Length = 2;

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public static void Write(NotificationKinds kinds, Span<byte> octets)
    {
        octets[..Length].Clear();
        for (var bit = 0; bit < Length * 8; bit++)
        {
            if (((int)kinds & (1 << bit)) != 0)
            {
                octets[bit >> 3] |= (byte)(0x80 >> (bit & 7));
            }
        }
    }

    /// <summary>Reads any number of octets; false if a bit is set that the module does not name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out NotificationKinds kinds)
    {
        kinds = 0;
        for (var bit = 0; bit < octets.Length * 8; bit++)
        {
            if ((octets[bit >> 3] & (0x80 >> (bit & 7))) == 0)
            {
                continue;
            }

            if (bit >= 31 || ((NotificationKinds)(1 << bit) & NotificationKinds.All) == 0)
            {
                return false;
            }

            kinds |= (NotificationKinds)(1 << bit);
        }

        return true;
    }
}
