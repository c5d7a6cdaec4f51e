namespace MyIkev2.SnmpProtocol.Security;

/// <summary>What a message from a <see cref="UsmPeer"/> means for what was sent to it.</summary>
public enum UsmPeerOutcome
{
    /// <summary>Nothing: malformed, forged, late, or about something else. As if it had not come.</summary>
    Ignored,

    /// <summary>A message of the agreed level, with its ScopedPDU; normally the Response.</summary>
    Accepted,

    /// <summary>The peer's engine id is known now: seal and send again.</summary>
    EngineDiscovered,

    /// <summary>The peer's boots and time are known now: seal and send again.</summary>
    TimeSynchronized,

    /// <summary>
    /// The peer reports that it does not take our messages. Not authenticated, so good for a log line, and for no decision that
    /// time alone would not bring.
    /// </summary>
    Refused,
}
