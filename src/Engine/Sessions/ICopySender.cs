namespace MyIkev2.Engine.Sessions;

/// <summary>Sends the copies that sessions make.</summary>
internal interface ICopySender
{
    /// <summary>
    /// Sends a packet of this host as the security policies say of it: through a tunnel of this shard, or in clear where no policy is for it. False when
    /// neither may be.
    /// </summary>
    bool TrySendCopy(EngineInstant now, ReadOnlySpan<byte> packet);
}
