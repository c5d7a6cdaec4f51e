namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// snmpEngineBoots and snmpEngineTime (RFC 3414 section 2.2) of this engine. Time that runs over 2147483647 seconds counts as
/// another boot; boots end at 2147483647, and then nothing is in the time window any more.
/// </summary>
internal sealed class EngineClock(int boots)
{
    /// <summary>Seconds that a message may be off.</summary>
    internal const int Window = 150;

    /// <summary>Where the boots latch.</summary>
    internal const int LastBoots = int.MaxValue;

    private const long Round = 1L + int.MaxValue;

    /// <summary>snmpEngineBoots.</summary>
    internal int BootsAt(long now) => (int)Math.Min(LastBoots, boots + (now / Round));

    /// <summary>snmpEngineTime.</summary>
    internal int TimeAt(long now) => (int)(now % Round);

    /// <summary>Whether a message to us with that stamp is timely (RFC 3414 section 3.2, step 7a).</summary>
    internal bool IsInWindow(int messageBoots, int messageTime, long now)
    {
        var ownBoots = BootsAt(now);
        return ownBoots != LastBoots && messageBoots == ownBoots && Math.Abs((long)messageTime - TimeAt(now)) <= Window;
    }
}
