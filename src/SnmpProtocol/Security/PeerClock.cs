namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// The notion of another engine's boots and time (RFC 3414 sections 2.3 and 3.2, step 7b): moves forward with authenticated
/// messages only.
/// </summary>
internal struct PeerClock
{
    private int _time;
    private long _learnedAt;

    /// <summary>snmpEngineBoots of the peer; 0 until something is known.</summary>
    internal int Boots { get; private set; }

    /// <summary>snmpEngineTime of the peer; 0 until something is known.</summary>
    internal readonly int TimeAt(long now) =>
        Boots == 0 && _time == 0 ? 0 : (int)Math.Min(int.MaxValue, _time + (now - _learnedAt));

    /// <summary>Takes the stamp of an authentic message. False if it is older than the time window.</summary>
    internal bool Accept(int boots, int time, long now)
    {
        if (boots > Boots || (boots == Boots && time > _time))
        {
            Boots = boots;
            _time = time;
            _learnedAt = now;
        }

        return Boots != EngineClock.LastBoots && boots == Boots && time >= TimeAt(now) - EngineClock.Window;
    }
}
