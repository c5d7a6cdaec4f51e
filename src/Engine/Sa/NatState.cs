namespace MyIkev2.Engine.Sa;

/// <summary>What NAT detection found (RFC 7296 section 2.23).</summary>
/// <param name="PeerSupports">The peer sent NAT detection notifies.</param>
/// <param name="LocalNat">A NAT changes our address.</param>
/// <param name="RemoteNat">A NAT changes the peer's address.</param>
/// <param name="RemotePortChanged">... and its port.</param>
internal readonly record struct NatState(bool PeerSupports, bool LocalNat, bool RemoteNat, bool RemotePortChanged)
{
    public bool Any => LocalNat || RemoteNat;
}

/// <summary>What the peer said it can do.</summary>
internal readonly record struct PeerCapabilities(bool Fragmentation, bool Childless, string Vendor)
{
    /// <summary>As responder it takes several proofs of the initiator (MULTIPLE_AUTH_SUPPORTED).</summary>
    public bool MultipleAuthentications { get; init; }
}
